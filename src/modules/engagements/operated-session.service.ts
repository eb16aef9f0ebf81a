import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result, type UserErrorData } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService, type Policy } from '../platform/policies/policy.service.js';
import {
  claimOperatedSessionErrors,
  decideClaim,
  saysTheSame,
  type ClaimOperatedSession,
} from './domain/claim-session.js';
import {
  OPERATED_SESSION_POLICY,
  operatedSessionPolicySchema,
  type OperatedSessionPolicy,
} from './domain/engagement-policy.js';
import { clockText, plusMinutes } from './domain/operated-session.js';
import { decideWithdrawClaim, withdrawOperatedSessionErrors } from './domain/withdraw-session.js';
import { EngagementStore } from './engagement.store.js';
import {
  OperatedSessionStore,
  type Collision,
  type Employment,
  type NewClaim,
  type OperatedSessionFilter,
  type OperatedSessionOrder,
  type OperatedSessionRow,
} from './operated-session.store.js';
import { SessionVerificationService } from './session-verification.service.js';

const errors = claimOperatedSessionErrors;

@Injectable()
export class OperatedSessionService {
  constructor(
    private readonly store: OperatedSessionStore,
    private readonly engagements: EngagementStore,
    private readonly verification: SessionVerificationService,
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: PolicyService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** The claims that the caller may see: staff all, a side its own, an operator those naming them. */
  page(
    context: RequestContext,
    filter: OperatedSessionFilter,
    order: OperatedSessionOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<OperatedSessionRow>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  /** Of these claims those that the caller may see. */
  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, OperatedSessionRow>> {
    return this.store.visible(context, ids);
  }

  /**
   * Claims that operators will run these sessions. Each line stands for itself: one that is refused keeps no
   * other back. Repeating a line returns the first answer. The number of SQL statements does not depend on
   * the number of lines.
   *
   * @returns one result for each command, in their order; error paths start at the command
   */
  async claim(
    context: RequestContext,
    commands: readonly ClaimOperatedSession[],
  ): Promise<Result<OperatedSessionRow>[]> {
    const { scope } = context;
    if (scope.kind !== 'PROVIDER') throw new Error(`scope ${scope.kind} claims no sessions`);
    const { providerId } = scope;
    const references = [...new Set(commands.map(({ clientReference }) => clientReference))];
    return this.unitOfWork.run(context, async (transaction) => {
      const policy = await this.policy(context, transaction);
      const known = await this.store.byReferences(transaction, providerId, references);
      const decide = await this.decider(context, transaction, providerId, commands, policy.body);
      const claims = new Map<string, NewClaim>();
      const refusals = new Map<string, readonly UserErrorData[]>();
      for (const command of commands) {
        const reference = command.clientReference;
        // A reference that was used, here or earlier, is answered by what became of it.
        if (known.has(reference) || claims.has(reference) || refusals.has(reference)) continue;
        const decision = decide(command);
        if (!decision.ok) refusals.set(reference, decision.errors);
        else claims.set(reference, newClaim(context, command, decision.value, policy.version));
      }
      const kept = await this.keep(context, transaction, [...claims.values()], policy.body);
      const rows = await this.store.byReferences(transaction, providerId, references);
      const leftOut = [...claims.values()].filter(
        ({ id, clientReference }) => !kept.has(id) && !rows.has(clientReference),
      );
      const collisions =
        leftOut.length > 0 ? await this.store.collisions(transaction, leftOut) : [];
      for (const collision of collisions) {
        const claim = claims.get(collision.clientReference)!;
        refusals.set(collision.clientReference, [collisionError(claim, collision)]);
      }
      return commands.map((command) => answer(command, rows, refusals));
    });
  }

  async withdraw(context: RequestContext, id: string): Promise<Result<OperatedSessionRow>> {
    const catalogue = withdrawOperatedSessionErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const claim = (await this.store.visible(context, [id], transaction)).get(id);
      if (!claim) {
        const parameters = { id: publicId('OperatedSession', id) };
        return fail(catalogue.error('NOT_FOUND', ['input', 'operatedSessionId'], parameters));
      }
      const { body: policy } = await this.policy(context, transaction);
      const decision = decideWithdrawClaim(claim, context.now, policy);
      if (!decision.ok) return decision;
      if (!(await this.store.withdraw(transaction, id, context.now))) {
        return fail(catalogue.error('CHANGED_MEANWHILE'));
      }
      const kind = 'operated_session.withdrawn';
      await this.audit.record(transaction, context, {
        action: kind,
        object: { kind: 'OperatedSession', id },
        before: { state: 'CLAIMED' },
        after: { state: 'WITHDRAWN' },
        owners: claim,
      });
      await this.outbox.publish(transaction, { kind, payload: { operatedSessionIds: [id] } });
      return succeed((await this.store.visible(context, [id], transaction)).get(id)!);
    });
  }

  private policy(
    context: RequestContext,
    transaction: Transaction,
  ): Promise<Policy<OperatedSessionPolicy>> {
    const today = businessDateOf(context.now);
    const schema = operatedSessionPolicySchema;
    return this.policies.inForce(OPERATED_SESSION_POLICY, schema, today, transaction);
  }

  /** Fetches what deciding on the commands takes, for all of them at once. */
  private async decider(
    context: RequestContext,
    transaction: Transaction,
    providerId: string,
    commands: readonly ClaimOperatedSession[],
    policy: OperatedSessionPolicy,
  ) {
    const engagementIds = commands.map(({ engagementId }) => engagementId);
    const operatorIds = commands.map(({ operatorId }) => operatorId);
    const codes = commands.flatMap(({ sessionCode }) => sessionCode ?? []);
    const engagements = await this.engagements.lockForClaims(transaction, context, engagementIds);
    const employments = await this.store.employments(transaction, providerId, operatorIds);
    const sessions = await this.store.sessionsInFeed(transaction, codes);
    const { actor, scope, now } = context;
    const self = scope.kind === 'PROVIDER' ? scope.operatorId : undefined;
    return (command: ClaimOperatedSession) => {
      const { operatorId, engagementId, sessionCode } = command;
      if (actor.role === 'OPERATOR' && operatorId !== self) {
        return fail(errors.error('NOT_YOURSELF', ['operatorId']));
      }
      return decideClaim(command, {
        engagement: engagements.get(engagementId),
        session: sessions.get(sessionCode ?? ''),
        isEmployedOn: (date) => employedOn(employments, operatorId, date),
        policy,
        now,
      });
    };
  }

  /** @returns the ids of the claims that did not collide with others */
  private async keep(
    context: RequestContext,
    transaction: Transaction,
    claims: readonly NewClaim[],
    { startToleranceMinutes }: OperatedSessionPolicy,
  ): Promise<ReadonlySet<string>> {
    if (claims.length === 0) return new Set();
    const ids = await this.store.insert(transaction, claims);
    const kept = claims.filter(({ id }) => ids.has(id));
    if (kept.length === 0) return ids;
    await this.audit.record(
      transaction,
      context,
      ...kept.map(({ id, engagementId, operatorId, inTime, ...owners }) => ({
        action: 'operated_session.claimed',
        object: { kind: 'OperatedSession', id } as const,
        after: { state: 'CLAIMED', engagementId, operatorId, inTime },
        owners,
      })),
    );
    await this.outbox.publish(transaction, {
      kind: 'operated_session.claimed',
      payload: { operatedSessionIds: kept.map(({ id }) => id) },
    });
    // The feed reports sessions after the fact, so only one that may have begun can be there already.
    const begun = kept.filter(
      ({ plannedStart }) => plusMinutes(plannedStart, -startToleranceMinutes) <= context.now,
    );
    if (begun.length > 0) {
      const begunIds = begun.map(({ id }) => id);
      await this.verification.verifyNow(context, transaction, begunIds);
    }
    return ids;
  }
}

function employedOn(employments: readonly Employment[], operatorId: string, date: BusinessDate) {
  return employments.some(
    (employment) =>
      employment.operatorId === operatorId &&
      employment.employedFrom <= date &&
      (employment.employedTo === null || date <= employment.employedTo),
  );
}

function newClaim(
  context: RequestContext,
  command: ClaimOperatedSession,
  decided: {
    readonly engagement: { readonly id: string; providerId: string; merchantId: string };
    readonly plannedStart: Date;
    readonly plannedEnd: Date;
    readonly inTime: boolean;
  },
  policyVersion: number,
): NewClaim {
  const { engagement, ...plan } = decided;
  return {
    id: newId(),
    providerId: engagement.providerId,
    merchantId: engagement.merchantId,
    engagementId: engagement.id,
    operatorId: command.operatorId,
    clientReference: command.clientReference,
    sessionCode: command.sessionCode ?? null,
    ...plan,
    planTargetGmv: command.targetGmv ?? null,
    planNote: command.note ?? '',
    claimedAt: context.now,
    policyVersion,
  };
}

function answer(
  command: ClaimOperatedSession,
  rows: ReadonlyMap<string, OperatedSessionRow>,
  refusals: ReadonlyMap<string, readonly UserErrorData[]>,
): Result<OperatedSessionRow> {
  const { clientReference: reference } = command;
  const row = rows.get(reference);
  if (!row) return { ok: false, errors: refusals.get(reference)! };
  if (saysTheSame(command, row)) return succeed(row);
  const id = publicId('OperatedSession', row.id);
  return fail(errors.error('REFERENCE_REUSED', ['clientReference'], { reference, id }));
}

function collisionError(claim: NewClaim, { held, busyFrom, busyTo }: Collision) {
  if (held) {
    return errors.error('SESSION_HELD', ['sessionCode'], { session: claim.sessionCode! });
  }
  if (!busyFrom || !busyTo) return errors.error('COLLIDED');
  return errors.error('OPERATOR_BUSY', ['operatorId'], {
    operator: publicId('Operator', claim.operatorId),
    start: clockText(busyFrom),
    end: clockText(busyTo),
  });
}
