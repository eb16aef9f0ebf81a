import { Injectable } from '@nestjs/common';
import { estimated } from '../../statistics/numeric/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { seesEverything } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import type { SubjectKind } from './domain/judge-merchant.js';
import { promotionCalendar } from './domain/panel-merchant.js';
import { spellBaseline } from './domain/session-outcome.js';
import { serviceSpells, spellOn, type SessionFacts } from './domain/session-outcome-facts.js';
import { outcomesPolicy } from './domain/session-outcome-policy.js';
import { OperatorRecordStore, type UpliftRecordRow } from './operator-record.store.js';
import { OutcomeComputationStore } from './outcome-computation.store.js';
import { SessionOutcomeGatherStore } from './session-outcome-gather.store.js';
import {
  SessionOutcomeStore,
  type SessionOutcomeFilter,
  type SessionOutcomeOrder,
  type SessionOutcomeRow,
} from './session-outcome.store.js';
import { dateOf, dayOf } from './day-number.js';

/** One of the merchant's own sessions behind an expectation. */
export interface BaselineSessionRow {
  readonly sessionId: string;
  readonly sessionCode: string;
  readonly businessDate: string;
  readonly netGmvPerHour: number;
  /** Share in the level; 0 on the days just before the service, which only test for a dip. */
  readonly weight: number;
  /** ln of what it sold against the level, corrected for market and slot. */
  readonly residual: number;
}

export interface OutcomeProvenance {
  readonly provenance: {
    readonly asOf: string;
    readonly policyVersion: number;
    readonly loadNumber: string | null;
  };
  readonly confidence: number;
}

@Injectable()
export class SessionOutcomeService {
  constructor(
    private readonly outcomes: SessionOutcomeStore,
    private readonly records: OperatorRecordStore,
    private readonly computations: OutcomeComputationStore,
    private readonly gather: SessionOutcomeGatherStore,
    private readonly policies: PolicyService,
    private readonly database: Database,
  ) {}

  /** Outcomes of these claims, as far as the caller may see them. */
  visible(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, SessionOutcomeRow>> {
    return this.outcomes.visible(context, ids);
  }

  page(
    context: RequestContext,
    filter: SessionOutcomeFilter,
    order: SessionOutcomeOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<SessionOutcomeRow>> {
    return this.outcomes.page(context, filter, order, request, withTotal);
  }

  /** Records as far as the caller may see them: staff all, a provider its own and its operators', these theirs. */
  async visibleRecords(
    context: RequestContext,
    kind: SubjectKind,
    ids: readonly string[],
  ): Promise<Map<string, UpliftRecordRow>> {
    const allowed = seesEverything(context) ? ids : await this.ownSubjects(context, kind, ids);
    return this.records.byIds(kind, allowed);
  }

  recordPage(
    _context: RequestContext,
    kind: SubjectKind,
    listedOnly: boolean,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<UpliftRecordRow>> {
    return this.records.page(kind, listedOnly, request, withTotal);
  }

  /** How the outcomes were made, by computation. */
  async provenance(
    rows: readonly { readonly computationId: string }[],
  ): Promise<Map<string, OutcomeProvenance>> {
    const ids = [...new Set(rows.map(({ computationId }) => computationId))];
    const computations = await this.computations.byIds(ids);
    const days = [...new Set([...computations.values()].map(({ asOf }) => asOf))];
    const policies = new Map(
      await Promise.all(
        days.map(async (day) => {
          const policy = await this.policies.inForce('outcomes', outcomesPolicy, day);
          return [day, policy.body.confidence] as const;
        }),
      ),
    );
    return new Map(
      [...computations].map(([id, { asOf, policyVersion, loadNumber }]) => [
        id,
        { provenance: { asOf, policyVersion, loadNumber }, confidence: policies.get(asOf)! },
      ]),
    );
  }

  /**
   * The merchant's own sessions that an outcome was held against, with their weights: the rows as of the load
   * of its computation, fitted again with the market that this used.
   *
   * @throws NotFound for an outcome that the caller may not see
   */
  async baseline(
    context: RequestContext,
    operatedSessionId: string,
  ): Promise<BaselineSessionRow[]> {
    const outcome = (await this.outcomes.visible(context, [operatedSessionId])).get(
      operatedSessionId,
    );
    if (!outcome) throw new NotFound('This outcome');
    const computation = (await this.computations.byIds([outcome.computationId])).get(
      outcome.computationId,
    )!;
    const market = await this.computations.marketOf(outcome.computationId, outcome.indexKey);
    if (!market || computation.loadNumber === null) return [];
    const { body: policy } = await this.policies.inForce(
      'outcomes',
      outcomesPolicy,
      computation.asOf,
    );
    const merchantIds = [outcome.merchantId];
    const terms = await this.gather.terms(this.database, merchantIds, computation.asOf);
    const spell = spellOn(serviceSpells(terms, policy.washoutDays), dayOf(outcome.businessDate));
    if (!spell) return [];
    const paths = await this.gather.categoryPaths(this.database);
    const category = (await this.gather.categoriesOf(this.database, merchantIds)).get(
      outcome.merchantId,
    )!;
    const sessions = await this.gather.sessionsAsOf(
      this.database,
      outcome.merchantId,
      dateOf(spell.from - policy.lookbackDays),
      dateOf(spell.from - 1),
      computation.loadNumber,
    );
    const promotions = promotionCalendar(
      await this.gather.promotions(this.database, computation.asOf),
      paths,
    );
    const fitted = spellBaseline(
      { id: outcome.merchantId, categories: paths.get(category) ?? [category], terms, sessions },
      spell,
      {
        market: {
          setting: market.setting,
          indexFor: () => estimated(market.fitted),
        },
        asOf: dayOf(computation.asOf),
        policy,
        promotions,
      },
    );
    if (!fitted.estimable || !fitted.value.judged.estimable) return [];
    return toRows(fitted.value.judged.value.rows, sessions);
  }

  private async ownSubjects(
    { scope, actor }: RequestContext,
    kind: SubjectKind,
    ids: readonly string[],
  ): Promise<readonly string[]> {
    if (scope.kind !== 'PROVIDER') return [];
    if (kind === 'PROVIDER') {
      return actor.role === 'OPERATOR' ? [] : ids.filter((id) => id === scope.providerId);
    }
    if (actor.role === 'OPERATOR') return ids.filter((id) => id === scope.operatorId);
    return this.records.employedAt(scope.providerId, ids);
  }
}

function toRows(
  rows: readonly { id: string; weight: number; residual: number }[],
  sessions: readonly (SessionFacts & { sessionCode: string })[],
): BaselineSessionRow[] {
  const facts = new Map(sessions.map((session) => [session.id, session]));
  return rows.map(({ id, weight, residual }) => {
    const session = facts.get(id)!;
    return {
      sessionId: id,
      sessionCode: session.sessionCode,
      businessDate: dateOf(session.day),
      netGmvPerHour: (session.paidGmv - session.refundedGmv) / session.liveHours,
      weight,
      residual,
    };
  });
}
