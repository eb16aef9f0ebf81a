import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import type { Policy } from '../platform/policies/policy.service.js';
import { ProviderRestrictionService } from '../providers/index.js';
import { ConductPolicies } from './conduct-policies.js';
import { endOf, type Effect } from './domain/violation-effects.js';
import { consequenceOf, pointsOn, type Consequence } from './domain/violation-ladder.js';
import type { Measure, ViolationPolicy } from './domain/violation-policy.js';
import { ViolationStore } from './violation.store.js';

/** How a provider stands with the ladder now. */
export interface ViolationRecord {
  readonly providerId: string;
  readonly points: number;
  /** How many points fall away on which days. */
  readonly expiries: readonly { readonly on: BusinessDate; readonly points: number }[];
  /** Restrictions that hold now or lie ahead. */
  readonly effects: readonly Effect[];
  /** The next sum of points that has a consequence, and which. */
  readonly nextThreshold: { readonly points: number; readonly measures: readonly Measure[] } | null;
}

@Injectable()
export class ViolationRecordService {
  constructor(
    private readonly store: ViolationStore,
    private readonly policies: ConductPolicies,
    private readonly restrictions: ProviderRestrictionService,
  ) {}

  ladder(context: RequestContext): Promise<Policy<ViolationPolicy>> {
    return this.policies.violations(context);
  }

  /**
   * One provider's record: staff of every provider, others of their own.
   * @throws NotFound
   */
  async of(context: RequestContext, providerId: string): Promise<ViolationRecord> {
    if (!maySee(context, { providerId })) throw new NotFound('The provider');
    return (await this.ofProviders(context, [providerId])).get(providerId)!;
  }

  /** The records of many providers, for rules that ask how they stand. */
  async ofProviders(
    context: RequestContext,
    providerIds: readonly string[],
    executor?: SqlExecutor,
  ): Promise<Map<string, ViolationRecord>> {
    const today = businessDateOf(context.now);
    const { body: policy } = await this.policies.violations(context, executor);
    const records = await this.store.records(providerIds, executor);
    const offences = [...records.values()].flat();
    const causes = offences.map(({ id }) => id);
    const all = await this.restrictions.byCauses(causes, executor);
    return new Map(
      [...records].map(([providerId, record]) => {
        const points = pointsOn(record, today);
        const live = record.filter(({ countsUntil, terms }) => countsUntil > today && terms.points);
        const effects = all.filter(
          (effect) => effect.providerId === providerId && endOf(effect) > context.now.getTime(),
        );
        const ahead = policy.thresholds.filter((threshold) => threshold.points > points);
        return [
          providerId,
          {
            providerId,
            points,
            expiries: live
              .map(({ countsUntil, terms }) => ({ on: countsUntil, points: terms.points }))
              .sort((a, b) => (a.on < b.on ? -1 : 1)),
            effects,
            nextThreshold: ahead.sort((a, b) => a.points - b.points)[0] ?? null,
          },
        ];
      }),
    );
  }

  /** What recorded violations would cost if they were confirmed now, by id; for officers. */
  async previews(
    context: RequestContext,
    violations: readonly {
      readonly id: string;
      readonly providerId: string;
      readonly kind: string;
    }[],
  ): Promise<Map<string, Consequence>> {
    const { body: policy } = await this.policies.violations(context);
    const records = await this.store.records([...new Set(violations.map((v) => v.providerId))]);
    const today = businessDateOf(context.now);
    const previews = new Map<string, Consequence>();
    for (const { id, providerId, kind } of violations) {
      const consequence = consequenceOf(policy, kind, records.get(providerId)!, today);
      if (consequence) previews.set(id, consequence);
    }
    return previews;
  }

  /** The restrictions, past ones too, that follow from violations. The caller has shown that the reader may see them. */
  async effectsOf(violationIds: readonly string[]): Promise<Map<string, Effect[]>> {
    const byViolation = new Map<string, Effect[]>(violationIds.map((id) => [id, []]));
    for (const effect of await this.restrictions.byCauses(violationIds)) {
      byViolation.get(effect.causeId)!.push(effect);
    }
    return byViolation;
  }
}
