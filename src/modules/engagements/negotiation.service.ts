import { Injectable } from '@nestjs/common';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { addDays, businessDateOf, startOfBusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { ProviderRestrictionService } from '../providers/index.js';
import { addressProposal, type NamedParties } from './domain/address-proposal.js';
import type { Side } from './domain/engagement.js';
import { ENGAGEMENT_POLICY, engagementPolicySchema } from './domain/engagement-policy.js';
import type { Terms } from './domain/engagement-version.js';
import {
  decideProposeEngagement,
  decideRequest,
  proposeEngagementErrors,
  type ProposeEngagement,
} from './domain/propose-engagement.js';
import { EngagementJournal, makerOf } from './engagement-journal.js';
import { EngagementStore, type EngagementRow, type NewEngagement } from './engagement.store.js';
import { EngagementVersionStore } from './engagement-version.store.js';

/** A proposal as its maker words it: which of the two parties it is follows from who calls. */
export type Proposal = Omit<ProposeEngagement, keyof NamedParties> & NamedParties;

/** What a merchant asks several providers at once. */
export interface EngagementRequest {
  readonly providerIds: readonly string[];
  readonly terms: Terms;
}

/** How negotiations begin: one side proposes to the other, or a merchant asks several providers. */
@Injectable()
export class NegotiationService {
  constructor(
    private readonly store: EngagementStore,
    private readonly versions: EngagementVersionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: PolicyService,
    private readonly restrictions: ProviderRestrictionService,
    private readonly journal: EngagementJournal,
  ) {}

  async propose(
    context: RequestContext,
    proposal: Proposal,
    idempotencyKey?: string | null,
  ): Promise<Result<EngagementRow>> {
    const maker = makerOf(context);
    const addressed = addressProposal(proposal, maker);
    if (!addressed.ok) return addressed;
    const command = { ...proposal, ...addressed.value };
    const call = { mutation: 'proposeEngagement', key: idempotencyKey, request: command };
    return this.unitOfWork.run(context, async (transaction) => {
      const id = await this.idempotency.once(transaction, context, call, () =>
        this.create(context, transaction, command, maker.side, null),
      );
      return id.ok ? this.reread(context, transaction, id.value) : id;
    });
  }

  /**
   * Asks several providers at once. Each makes an offer of its own; when terms are agreed with one of them, the
   * requests to the others are taken back. One that cannot be asked keeps no other from it.
   *
   * @returns one result for each provider, in their order
   */
  async request(
    context: RequestContext,
    { providerIds, terms }: EngagementRequest,
    idempotencyKey?: string | null,
  ): Promise<Result<{ requestId: string; results: Result<EngagementRow>[] }>> {
    const { side, id: merchantId } = makerOf(context);
    const request = { providerIds, ...terms };
    const call = { mutation: 'requestEngagements', key: idempotencyKey, request };
    return this.unitOfWork.run(context, async (transaction) => {
      const answer = await this.idempotency.once(transaction, context, call, async () => {
        const decision = decideRequest(providerIds, await this.policy(context, transaction));
        if (!decision.ok) return decision;
        const requestId = newId();
        const results: Result<string>[] = [];
        for (const providerId of providerIds) {
          const command = { ...terms, providerId, merchantId };
          results.push(await this.create(context, transaction, command, side, requestId));
        }
        return succeed({ requestId, results });
      });
      if (!answer.ok) return answer;
      const { requestId, results } = answer.value;
      const ids = results.flatMap((result) => (result.ok ? [result.value] : []));
      const rows = await this.store.visible(context, ids, transaction);
      const asRow = (result: Result<string>) =>
        result.ok ? succeed(rows.get(result.value)!) : result;
      return succeed({ requestId, results: results.map(asRow) });
    });
  }

  /** @returns the new engagement's id */
  private async create(
    context: RequestContext,
    transaction: Transaction,
    command: ProposeEngagement,
    side: Side,
    requestId: string | null,
  ): Promise<Result<string>> {
    const { providerId, merchantId, operatorIds, startedOn } = command;
    const today = businessDateOf(context.now);
    const policy = await this.policy(context, transaction);
    const parties = await this.store.parties(
      transaction,
      providerId,
      merchantId,
      operatorIds,
      today,
      startedOn,
    );
    const decision = decideProposeEngagement(command, parties, side, today, policy);
    if (!decision.ok) return decision;
    const { now } = context;
    const until = await this.restrictions.recruitingBannedUntil(transaction, providerId, now);
    if (until) return fail(proposeEngagementErrors.error('RECRUITING_BANNED', [], { until }));
    const id = newId();
    const engagement = {
      ...decision.value,
      id,
      engagementCode: await this.store.nextEngagementCode(transaction),
      kind: 'SERVICE',
      state: 'PROPOSED',
      proposedBy: side,
      scopeModules: [...command.scopeModules],
      commissionShare: command.commissionShare ?? null,
      openVersion: 1,
      requestId,
      imported: false,
      version: 1,
      createdAt: context.now,
    } satisfies NewEngagement;
    if (!(await this.store.insert(transaction, engagement))) {
      return fail(await this.alreadyEngaged(context, transaction, command));
    }
    await this.store.addOperators(transaction, id, operatorIds);
    await this.versions.insert(transaction, id, 1, {
      kind: 'TERMS',
      madeBy: side,
      author: actorKey(context.actor),
      madeAt: context.now,
      terms: command,
    });
    await this.journal.record(context, transaction, [engagement], {
      what: 'proposed',
      to: 'PROPOSED',
      actBy: startOfBusinessDate(addDays(startedOn, 1)),
    });
    return succeed(id);
  }

  private async policy(context: RequestContext, transaction: Transaction) {
    const today = businessDateOf(context.now);
    const schema = engagementPolicySchema;
    return (await this.policies.inForce(ENGAGEMENT_POLICY, schema, today, transaction)).body;
  }

  private async reread(context: RequestContext, transaction: Transaction, id: string) {
    return succeed((await this.store.visible(context, [id], transaction)).get(id)!);
  }

  private async alreadyEngaged(
    context: RequestContext,
    transaction: Transaction,
    command: ProposeEngagement,
  ) {
    const other = await this.store.inTheWay(transaction, context, command);
    if (!other) throw new Error('an engagement was in the way of another one, and then was not');
    return proposeEngagementErrors.error(
      'ALREADY_ENGAGED',
      ['input', 'startedOn'],
      otherEngagement(other),
    );
  }
}

/** What the message about an engagement in the way says of it. */
export function otherEngagement(other: EngagementRow) {
  const { engagementCode: code, status: state, startedOn } = other;
  return { code, state, startedOn, endedOn: other.terminatedOn ?? other.endedOn };
}
