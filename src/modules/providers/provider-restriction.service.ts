import { Injectable } from '@nestjs/common';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import type { RestrictionKind } from './domain/restriction.js';
import type { ProviderRestriction } from './entities/provider-restriction.entity.js';
import { RestrictionStore } from './restriction.store.js';

/**
 * What providers may not do for a time. Who decides it (admission) stands above those who must heed it, so it is
 * kept down here, where all of them can look. Whether a restriction holds is asked of the clock.
 */
@Injectable()
export class ProviderRestrictionService {
  constructor(private readonly store: RestrictionStore) {}

  impose(transaction: Transaction, rows: readonly ProviderRestriction[]): Promise<void> {
    return this.store.insert(transaction, rows);
  }

  /** Makes restrictions end at a time, unless they end earlier anyway. */
  lift(
    transaction: Transaction,
    lifts: readonly { readonly id: string; readonly at: Date }[],
  ): Promise<void> {
    return this.store.lift(transaction, lifts);
  }

  /** Restrictions past, present and to come that follow from these causes. */
  byCauses(
    causeIds: readonly string[],
    executor?: SqlExecutor,
  ): Promise<readonly ProviderRestriction[]> {
    return this.store.byCauses(causeIds, executor);
  }

  /** What holds for these providers at a time, those that end last first. */
  inForce(
    providerIds: readonly string[],
    kinds: readonly RestrictionKind[],
    at: Date,
    executor?: SqlExecutor,
  ): Promise<readonly ProviderRestriction[]> {
    return this.store.inForce(providerIds, kinds, at, executor);
  }

  /**
   * Whether a provider may not take on people or engagements now.
   * @returns until when, as a day or a dash for ever; undefined when it may
   */
  async recruitingBannedUntil(
    transaction: Transaction,
    providerId: string,
    now: Date,
  ): Promise<BusinessDate | '–' | undefined> {
    const kinds = ['RECRUITING_BAN', 'EXPULSION'] as const;
    const [last] = await this.store.inForce([providerId], kinds, now, transaction);
    if (!last) return undefined;
    const ends = [last.endsAt, last.liftedAt].filter((end) => end !== null);
    const end = ends.sort((a, b) => a.getTime() - b.getTime())[0];
    return end ? businessDateOf(end) : '–';
  }
}
