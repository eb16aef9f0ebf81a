import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/context/request-context.js';
import { actorKey } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { Officer } from './domain/four-eyes.js';

/** What every decision about a provider's conduct begins with. */
@Injectable()
export class ConductLockStore {
  /**
   * Lets decisions about one provider happen one after the other, to the end of the transaction: each sees the
   * balance and the record that the one before left.
   */
  async lock(transaction: Transaction, providerId: string): Promise<void> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 31))', [
      `conduct ${providerId}`,
    ]);
  }

  /** The caller as an officer who decides about a provider. */
  async officer(
    transaction: Transaction,
    { actor }: RequestContext,
    providerId: string,
  ): Promise<Officer> {
    const key = actorKey(actor);
    if (actor.kind !== 'USER') return { key, belonged: false };
    const [row] = await transaction.query<{ belonged: boolean }>(
      `SELECT EXISTS (
         SELECT FROM membership m WHERE m.account_id = $1
            AND (m.provider_id = $2
                 OR m.operator_id IN (SELECT e.operator_id FROM employment e WHERE e.provider_id = $2))) AS belonged`,
      [actor.accountId, providerId],
    );
    return { key, belonged: row!.belonged };
  }
}
