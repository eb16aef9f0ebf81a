import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotificationService, type Notice } from '../notifications/index.js';
import { ProviderService, type ProviderState } from '../providers/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { Policy } from '../platform/policies/policy.service.js';
import { admissionNotices } from './admission-notices.js';
import type { AdmissionPolicy } from './domain/admission-policy.js';
import { failing, nextBite, type GateVerdict } from './domain/gate.js';
import { gateLabels, moveReason } from './domain/standing-reason.js';
import type { MoveCause, Standing, StandingState } from './domain/standing.js';
import type { ProviderStanding } from './entities/standing.entity.js';
import { endOf } from './review-desk.service.js';
import { StandingStore } from './standing.store.js';

/** What the rest of the platform sees of a standing. */
const PROVIDER_STATE: Readonly<Record<StandingState, ProviderState>> = {
  PROBATION: 'ADMITTED',
  ADMITTED: 'ADMITTED',
  AT_RISK: 'ADMITTED',
  SUSPENDED: 'SUSPENDED',
  EXITED: 'EXITED',
};

/** A standing as it is from now on, with the move that made it so, if one did. */
export interface StandingChange {
  readonly providerId: string;
  /** The row that this transaction holds; undefined for a first standing. */
  readonly before: ProviderStanding | undefined;
  readonly after: Standing;
  readonly move: {
    readonly cause: MoveCause;
    readonly gates: readonly string[];
    /** The provider reads it. */
    readonly reason: string;
  } | null;
  /** What the last check found; left out: as before. */
  readonly verdicts?: readonly GateVerdict[];
  /** What is told beside what a move tells by itself. */
  readonly notices?: readonly Notice[];
}

/** Writes down what was decided about standings, for one or for a thousand at once. */
@Injectable()
export class StandingMoves {
  constructor(
    private readonly store: StandingStore,
    private readonly providers: ProviderService,
    private readonly notifications: NotificationService,
    private readonly audit: AuditService,
  ) {}

  async apply(
    transaction: Transaction,
    context: RequestContext,
    changes: readonly StandingChange[],
    policy: Policy<AdmissionPolicy>,
    today: BusinessDate,
  ): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map((change) => rowOf(change, context.now));
    await this.store.put(transaction, rows);
    const moved = changes.flatMap((change, i) =>
      change.move ? [{ ...change, move: change.move, row: rows[i]! }] : [],
    );
    if (moved.length > 0) {
      await this.store.recordTransitions(
        transaction,
        moved.map(({ providerId, before, after, move, row }) => ({
          providerId,
          number: row.moves,
          fromState: before?.state ?? null,
          toState: after.state,
          cause: move.cause,
          gates: move.gates,
          reason: move.reason,
          effectiveOn: move.cause === 'IMPORT' ? after.since : today,
          policyVersion: policy.version,
          decidedBy: actorKey(context.actor),
          decidedAt: context.now,
        })),
      );
      await this.providers.moveStates(
        context,
        transaction,
        moved.map(({ providerId, after, move }) => ({
          providerId,
          to: PROVIDER_STATE[after.state],
          reason: move.reason,
          effectiveOn: today,
        })),
      );
      await this.audit.record(
        transaction,
        context,
        ...moved.map(({ providerId, before, after, move }) => ({
          action: 'standing.changed',
          object: { kind: 'Provider' as const, id: providerId },
          before: { standing: before?.state ?? null },
          after: { standing: after.state, cause: move.cause, gates: [...move.gates] },
          reason: move.reason,
          owners: { providerId },
        })),
      );
      // What earlier moves asked for is overtaken by the new ones.
      await this.notifications.settle(
        context,
        transaction,
        moved.map(({ providerId }) => providerId),
        STANDING_NOTICES,
      );
    }
    const told = moved.flatMap(({ row, ...change }) => noticesOf(change, row, policy.body));
    const extra = changes.flatMap(({ notices = [] }) => notices);
    await this.notifications.notify(context, transaction, [...told, ...extra]);
  }
}

const STANDING_NOTICES = [
  admissionNotices.atRisk,
  admissionNotices.suspended,
  admissionNotices.exitAnnounced,
];

function rowOf(change: StandingChange, now: Date): ProviderStanding {
  const { providerId, before, after, move, verdicts = before?.verdicts ?? [] } = change;
  const bite = nextBite(verdicts);
  const since = failing(verdicts).map((one) => one.since ?? after.lastCheckedOn);
  return {
    ...after,
    providerId,
    verdicts,
    failingSince: since.filter((day) => day !== null).sort()[0] ?? null,
    bitesOn: bite?.bitesOn ?? null,
    bitesGate: bite?.code ?? null,
    moves: (before?.moves ?? 0) + (move ? 1 : 0),
    updatedAt: now,
  };
}

/** Each with a key of its move, so that nobody is told twice. */
function noticesOf(
  { providerId, before, after, move }: StandingChange,
  { moves }: ProviderStanding,
  policy: AdmissionPolicy,
): Notice[] {
  const { cause, gates } = move!;
  const isMoved = cause === 'GATES' || cause === 'TIME';
  const reason = isMoved ? moveReason(cause, gates, policy) : move!.reason;
  if (cause === 'IMPORT') return [];
  const base = {
    to: { providerId },
    subject: { type: 'Provider' as const, id: providerId },
    key: `${providerId}:${moves}`,
    actBy: null,
  };
  switch (after.state) {
    case 'AT_RISK':
      return [
        {
          ...base,
          kind: admissionNotices.atRisk,
          parameters: { gates: gateLabels(gates, policy), by: after.nextOn! },
          actBy: endOf(after.nextOn!),
        },
      ];
    case 'SUSPENDED':
      return [
        {
          ...base,
          kind: admissionNotices.suspended,
          parameters: { reason, from: after.reentryFrom! },
          actBy: after.nextOn === null ? null : endOf(after.nextOn),
        },
      ];
    case 'EXITED':
      return [
        {
          ...base,
          kind: admissionNotices.exited,
          parameters: { reason, from: after.reentryFrom! },
        },
      ];
    case 'PROBATION':
      if (cause === 'REVIEW') {
        const parameters = { until: after.probationEndsOn };
        return [{ ...base, kind: admissionNotices.admittedOnProbation, parameters }];
      }
      break;
    case 'ADMITTED':
      if (before?.state === 'PROBATION') {
        return [{ ...base, kind: admissionNotices.admitted, parameters: {} }];
      }
  }
  const parameters = { state: after.state };
  return [
    cause === 'RULING'
      ? { ...base, kind: admissionNotices.reinstated, parameters: { ...parameters, reason } }
      : { ...base, kind: admissionNotices.recovered, parameters },
  ];
}
