import type { INestApplicationContext } from '@nestjs/common';
import { AppealService, DepositService, ViolationService } from '../modules/admission/index.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { systemContext, type RequestContext } from '../modules/platform/context/request-context.js';
import { businessDateOf } from '../modules/platform/kernel/business-date.js';
import type { Page } from '../modules/platform/kernel/keyset.js';
import type { Result } from '../modules/platform/kernel/result.js';
import { ProviderService } from '../modules/providers/index.js';

const REASON = '演示数据：材料核对无误，据实办理。';

/**
 * Deposits of all admitted providers, and for one of them a violation under appeal and one that waits for its
 * decision; everything through the services. Running it again adds what is missing.
 *
 * @param providerId of the demonstration's accounts
 */
export async function seedConduct(
  application: INestApplicationContext,
  providerId: string,
): Promise<void> {
  // Two officers, as it is done. The violation is one that brings no ban, which would end the tour.
  const [first, second] = ['first', 'second'].map((name) => contextOf(application, name));
  await bookDeposits(application, first!);
  const violations = application.get(ViolationService);
  const known = await violations.page(first!, { providerId }, 'NEWEST', { first: 1 }, false);
  if (known.rows.length > 0) return;

  const occurredOn = businessDateOf(first!.now);
  const record = (kind: string, facts: string) =>
    violations.record(first!, { providerId, kind, occurredOn, facts, fileIds: [] });
  const decided = orThrow(
    await record('MISLEADING_PROMISE', '演示数据：招商材料中承诺“首月 GMV 翻倍”，无任何依据。'),
  );
  orThrow(await violations.decide(second!, decided.id, { confirm: true, reason: REASON }));
  const statement = '演示数据：该材料系第三方擅自改动，我司原件并无此承诺，请求撤销该处理。';
  orThrow(
    await application
      .get(AppealService)
      .file(contextOf(application, 'provider'), decided.id, { statement, fileIds: [] }),
  );
  orThrow(await record('LATE_SERVICE', '演示数据：约定的两场直播未按期开播，商家已向平台投诉。'));
}

async function bookDeposits(
  application: INestApplicationContext,
  context: RequestContext,
): Promise<void> {
  const deposits = application.get(DepositService);
  const filter = { states: ['ADMITTED'] as const };
  let page: Page<{ id: string; providerCode: string }> | undefined;
  do {
    const request = { first: 100, after: page?.endCursor ?? null };
    page = await application.get(ProviderService).page(context, filter, 'NAME', request, false);
    const ids = page.rows.map(({ id }) => id);
    const accounts = await deposits.accountsOf(context, ids);
    for (const { id, providerCode } of page.rows) {
      const { shortfall } = accounts.get(id)!;
      if (shortfall === '0.00') continue;
      const bookedOn = businessDateOf(context.now);
      const command = {
        amount: shortfall,
        reference: `DEMO-${providerCode}`,
        reason: REASON,
        bookedOn,
      };
      const booked = await deposits.record(context, id, command);
      // What was deducted since stays short: the demonstration pays once.
      if (!booked.ok && booked.errors[0]!.code !== 'REFERENCE_USED') orThrow(booked);
    }
  } while (page.hasNextPage);
}

function contextOf(application: INestApplicationContext, officer: string): RequestContext {
  return systemContext(`demonstration-${officer}`, application.get(Clock).now());
}

function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message.en).join(' '));
  return result.value;
}
