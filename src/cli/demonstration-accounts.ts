import type { INestApplicationContext } from '@nestjs/common';
import {
  DEMONSTRATION_ACCOUNTS,
  DEMONSTRATION_PASSWORD,
  type DemonstrationAccount,
} from '../../seeds/demo/accounts.js';
import { AccountService } from '../modules/auth/index.js';
import { scopeKindOf } from '../modules/platform/access/roles.js';
import type { RequestContext } from '../modules/platform/context/request-context.js';
import { Database } from '../modules/platform/database/database.js';
import { orRefuse } from '../modules/platform/database/refusal.js';
import { UnitOfWork } from '../modules/platform/database/unit-of-work.js';

/** Whom the accounts of the demonstration belong to. */
interface Cast {
  readonly providerId: string;
  readonly operatorId: string;
  readonly merchantId: string;
}

/** An account for every role. Those that exist already are left as they are. */
export async function seedAccounts(
  application: INestApplicationContext,
  context: RequestContext,
): Promise<void> {
  const cast = await chooseCast(application.get(Database));
  for (const account of DEMONSTRATION_ACCOUNTS)
    await seedAccount(application, context, account, cast);
}

async function seedAccount(
  application: INestApplicationContext,
  context: RequestContext,
  { email, name, role }: DemonstrationAccount,
  cast: Cast,
): Promise<void> {
  const accounts = application.get(AccountService);
  const prepared = orRefuse(
    await accounts.prepare({ email, name, password: DEMONSTRATION_PASSWORD, locale: 'zh-CN' }),
  );
  const kind = scopeKindOf(role);
  await application.get(UnitOfWork).attempt(context, async (transaction) => {
    // Refused when the e-mail has an account: then this one was made by an earlier start.
    const accountId = orRefuse(await accounts.create(transaction, context, prepared));
    orRefuse(
      await accounts.addMembership(transaction, context, {
        accountId,
        role,
        ...(kind === 'PROVIDER' && { providerId: cast.providerId }),
        ...(role === 'OPERATOR' && { operatorId: cast.operatorId }),
        ...(kind === 'MERCHANT' && { merchantId: cast.merchantId }),
      }),
    );
  });
}

/** The provider with the most to show, the operator and the merchant with whom it worked most. */
async function chooseCast(database: Database): Promise<Cast> {
  const [cast] = await database.query<Cast>(
    `SELECT s.provider_id AS "providerId", s.operator_id AS "operatorId", s.merchant_id AS "merchantId"
       FROM operated_session s
       JOIN employment e ON e.operator_id = s.operator_id AND e.provider_id = s.provider_id AND e.employed_to IS NULL
      WHERE s.state = 'VERIFIED'
      GROUP BY 1, 2, 3
      ORDER BY sum(count(*)) OVER (PARTITION BY s.provider_id) DESC, count(*) DESC, 1, 2, 3
      LIMIT 1`,
  );
  if (!cast) throw new Error('the demonstration market holds no verified session');
  return cast;
}
