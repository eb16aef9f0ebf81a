import { Injectable } from '@nestjs/common';
import { NotificationService, type Notice } from '../notifications/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { addDays, businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import type { Policy } from '../platform/policies/policy.service.js';
import { admissionNotices } from './admission-notices.js';
import { AdmissionPolicyService } from './admission-policy.service.js';
import { ApplicationService } from './application.service.js';
import { ApplicationStore } from './application.store.js';
import type { AdmissionPolicy } from './domain/admission-policy.js';
import { judgeGates, type GateFacts, type GateVerdict } from './domain/gate.js';
import { moveReason } from './domain/standing-reason.js';
import { adoptedStanding, decideDailyCheck, stageOf, type MoveCause } from './domain/standing.js';
import type { ProviderStanding } from './entities/standing.entity.js';
import { GateFactsService } from './gate-facts.service.js';
import { endOf } from './review-desk.service.js';
import { StandingMoves, type StandingChange } from './standing-moves.service.js';
import { StandingStore } from './standing.store.js';

/** Standings looked at in one transaction. */
const BATCH = 500;

export interface DailyCheck {
  readonly checked: number;
  readonly moved: number;
  readonly lapsed: number;
}

/**
 * What time alone does: gates are judged again, probation ends, grace runs out, what was asked for is overdue.
 * Every step finds out for itself what was done already, so it may run as often and on as many workers as it
 * likes, on a clock that jumps.
 */
@Injectable()
export class StandingCheckService {
  constructor(
    private readonly store: StandingStore,
    private readonly facts: GateFactsService,
    private readonly moves: StandingMoves,
    private readonly applications: ApplicationStore,
    private readonly applicationService: ApplicationService,
    private readonly policies: AdmissionPolicyService,
    private readonly notifications: NotificationService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async run(context: RequestContext): Promise<DailyCheck> {
    const today = businessDateOf(context.now);
    const policy = await this.policies.inForce(today);
    await this.adopt(context, policy, today);
    const { checked, moved } = await this.check(context, policy, today);
    const lapsed = await this.lapse(context, policy.body, today);
    return { checked, moved, lapsed };
  }

  /** Gives a standing to providers that came with an adopted platform's past. */
  async adopt(
    context: RequestContext,
    policy: Policy<AdmissionPolicy>,
    today: BusinessDate,
  ): Promise<void> {
    for (let count = BATCH; count === BATCH;) {
      count = await this.unitOfWork.run(context, async (transaction) => {
        const adopted = await this.store.withoutStanding(transaction, BATCH);
        const changes = adopted.map(({ providerId, admittedOn }): StandingChange => {
          const after = adoptedStanding(admittedOn, policy.body, today);
          const move = { cause: 'IMPORT' as const, gates: [], reason: 'admitted before' };
          return { providerId, before: undefined, after, move };
        });
        await this.moves.apply(transaction, context, changes, policy, today);
        return adopted.length;
      });
    }
  }

  private async check(
    context: RequestContext,
    policy: Policy<AdmissionPolicy>,
    today: BusinessDate,
  ): Promise<Omit<DailyCheck, 'lapsed'>> {
    let after: string | null = null;
    let checked = 0;
    let moved = 0;
    for (;;) {
      const changes: StandingChange[] = await this.unitOfWork.run(context, (transaction) =>
        this.checkBatch(transaction, context, policy, today, after),
      );
      if (changes.length === 0) return { checked, moved };
      after = changes.at(-1)!.providerId;
      checked += changes.length;
      moved += changes.filter(({ move }) => move !== null).length;
    }
  }

  private async checkBatch(
    transaction: Transaction,
    context: RequestContext,
    policy: Policy<AdmissionPolicy>,
    today: BusinessDate,
    after: string | null,
  ): Promise<StandingChange[]> {
    const standings = await this.store.lockUnchecked(transaction, today, after, BATCH);
    const providerIds = standings.map(({ providerId }) => providerId);
    const facts = await this.facts.of(
      { providerIds, acceptedOnly: true },
      policy.body,
      today,
      transaction,
    );
    const changes = standings.flatMap((standing) => {
      const change = changeOf(standing, facts.get(standing.providerId)!, policy.body, today);
      return change ? [change] : [];
    });
    await this.moves.apply(transaction, context, changes, policy, today);
    return changes;
  }

  /** Ends returned applications whose day is over, and reminds of those whose day comes. */
  private async lapse(
    context: RequestContext,
    policy: AdmissionPolicy,
    today: BusinessDate,
  ): Promise<number> {
    const soon = addDays(today, policy.application.remindDaysBefore);
    return this.unitOfWork.run(context, async (transaction) => {
      const coming = await this.applications.dueOn(transaction, soon);
      const over = await this.applications.dueBefore(transaction, today, BATCH);
      for (const application of over) {
        await this.applicationService.move(transaction, context, application, { to: 'LAPSED' });
      }
      const ids = over.map(({ id }) => id);
      if (ids.length > 0) await this.notifications.settle(context, transaction, ids);
      const notice = (
        kind: string,
        { id, providerId, dueOn, submissions }: (typeof over)[number],
        actBy: Date | null,
      ): Notice => ({
        kind,
        to: { providerId },
        subject: { type: 'AdmissionApplication', id },
        parameters: { by: dueOn! },
        actBy,
        key: `${id}:${submissions}`,
      });
      await this.notifications.notify(context, transaction, [
        ...coming.map((one) => notice(admissionNotices.completionDue, one, endOf(one.dueOn!))),
        ...over.map((one) => notice(admissionNotices.lapsed, one, null)),
      ]);
      return over.length;
    });
  }
}

function changeOf(
  before: ProviderStanding,
  facts: GateFacts,
  policy: AdmissionPolicy,
  today: BusinessDate,
): StandingChange | null {
  const verdicts = {
    PROBATION: judgeGates(policy, facts, 'PROBATION', today),
    STANDING: judgeGates(policy, facts, 'STANDING', today),
  };
  const decided = decideDailyCheck(before, verdicts, policy, today);
  if (!decided) return null;
  const { standing: after, move } = decided;
  const { providerId } = before;
  return {
    providerId,
    before,
    after,
    move: move && { ...move, reason: reasonOf(move.cause, move.gates, policy) },
    verdicts: verdicts[stageOf(after)],
    notices: warningsOf(providerId, verdicts[stageOf(before)], policy, today),
  };
}

/** As it stands in the records, in both languages. */
function reasonOf(cause: MoveCause, gates: readonly string[], policy: AdmissionPolicy): string {
  const { en, zh } = moveReason(cause, gates, policy);
  return `${zh} ${en}`;
}

/** Of each gate that will bite within its days of warning one notice, however often the check runs. */
function warningsOf(
  providerId: string,
  verdicts: readonly GateVerdict[],
  policy: AdmissionPolicy,
  today: BusinessDate,
): Notice[] {
  return verdicts.flatMap(({ code, bitesOn }): Notice[] => {
    const gate = policy.gates.find((one) => one.code === code)!;
    if (bitesOn === null || bitesOn > addDays(today, gate.warnDays)) return [];
    const last = addDays(bitesOn, -1);
    return [
      {
        kind: admissionNotices.gateWillBite,
        to: { providerId },
        subject: { type: 'Provider', id: providerId },
        parameters: { gate: gate.label, on: last },
        actBy: endOf(last),
        key: `${providerId}:${code}:${bitesOn}`,
      },
    ];
  });
}
