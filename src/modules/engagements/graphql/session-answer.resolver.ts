import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { badInput } from '../../../graphql/errors.js';
import type { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import type { Result } from '../../platform/kernel/result.js';
import { operatedSessionPermissions } from '../engagements.permissions.js';
import type { SessionDispute } from '../entities/session-dispute.entity.js';
import { SessionAnswerService } from '../session-answer.service.js';
import { SessionDisputeService } from '../session-dispute.service.js';
import { OperatedSessionType, toOperatedSessionType } from './operated-session.type.js';
import {
  AnswerSessionDisputePayload,
  ConfirmOperatedSessionsPayload,
  DisputeOperatedSessionPayload,
  SettleSessionDisputePayload,
} from './session-answer.payload.js';
import {
  AnswerSessionDisputeInput,
  DisputeOperatedSessionInput,
  SessionDisputeConnection,
  SessionDisputesArgs,
  SessionDisputeType,
  SettleSessionDisputeInput,
  toDisputeFilter,
  toDisputeType,
} from './session-dispute.type.js';

const MAXIMUM_SESSIONS = 100;

/** What a merchant says of verified sessions, and how a dispute over one is settled. */
@Resolver(() => OperatedSessionType)
export class SessionAnswerResolver {
  constructor(
    private readonly answers: SessionAnswerService,
    private readonly disputes: SessionDisputeService,
    nodes: NodeRegistry,
  ) {
    nodes.register('SessionDispute', {
      typeName: 'SessionDispute',
      fetch: async (context, ids) =>
        holds(context, operatedSessionPermissions.read)
          ? mapValues(await disputes.byIds(context, ids), toDisputeType)
          : new Map(),
    });
  }

  @Query(() => SessionDisputeConnection, {
    description: 'Disputes, oldest first: staff see all, a side its own, operators theirs.',
  })
  @Requires(operatedSessionPermissions.read)
  async sessionDisputes(
    @Context() context: RequestContext,
    @Args() { filter, ...page }: SessionDisputesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<SessionDisputeConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.disputes.page(context, toDisputeFilter(filter), page, withTotal);
    return toConnection(found, toDisputeType);
  }

  @ResolveField('disputes', () => [SessionDisputeType], { description: 'Oldest first.' })
  async disputesOf(
    { id }: OperatedSessionType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<SessionDisputeType[]> {
    const load = (ids: readonly string[]) => this.disputes.ofSessions(ids);
    const uuid = uuidOf('OperatedSession', id);
    return ((await graphql.loader('sessionDisputes', load).load(uuid)) ?? []).map(toDisputeType);
  }

  @Mutation(() => ConfirmOperatedSessionsPayload, {
    description:
      'Confirm up to 100 sessions that the feed verified. Each stands or falls by itself; confirming again changes nothing.',
  })
  @Requires(operatedSessionPermissions.answer)
  async confirmOperatedSessions(
    @Context() context: RequestContext,
    @Args('operatedSessionIds', { type: () => [ID] }) operatedSessionIds: string[],
  ): Promise<ConfirmOperatedSessionsPayload> {
    const { length } = operatedSessionIds;
    if (length < 1 || length > MAXIMUM_SESSIONS) {
      throw badInput(`Give 1 to ${MAXIMUM_SESSIONS} ids; there were ${length}. Split them.`);
    }
    const ids = operatedSessionIds.map((id) => uuidOf('OperatedSession', id));
    const results = (await this.answers.confirm(context, ids)).map((result, index) => ({
      operatedSessionId: operatedSessionIds[index]!,
      ...toPayload(
        at(['operatedSessionIds', String(index)], result),
        context.locale,
        'operatedSession',
        toOperatedSessionType,
      ),
    }));
    return { results, userErrors: results.flatMap(({ userErrors }) => userErrors) };
  }

  @Mutation(() => DisputeOperatedSessionPayload, {
    description:
      'Object to a session that the feed verified. The provider answers, staff settle; until then it does not score.',
  })
  @Requires(operatedSessionPermissions.answer)
  async disputeOperatedSession(
    @Context() context: RequestContext,
    @Args('input') input: DisputeOperatedSessionInput,
  ): Promise<DisputeOperatedSessionPayload> {
    const { operatedSessionId, idempotencyKey, fileIds, ...command } = input;
    const files = fileIds.map((fileId) => uuidOf('StoredFile', fileId));
    const id = uuidOf('OperatedSession', operatedSessionId);
    const result = await this.disputes.raise(context, id, command, files, idempotencyKey);
    return payload(context, result);
  }

  @Mutation(() => AnswerSessionDisputePayload, {
    description: 'Answer a dispute over a session of one’s company: once, before its deadline.',
  })
  @Requires(operatedSessionPermissions.answerDispute)
  async answerSessionDispute(
    @Context() context: RequestContext,
    @Args('input') { disputeId, statement, fileIds }: AnswerSessionDisputeInput,
  ): Promise<AnswerSessionDisputePayload> {
    const id = uuidOf('SessionDispute', disputeId);
    const files = fileIds.map((fileId) => uuidOf('StoredFile', fileId));
    return payload(context, await this.disputes.answer(context, id, statement, files));
  }

  @Mutation(() => SettleSessionDisputePayload, {
    description:
      'Decide a dispute when both sides were heard. Nobody decides who belongs or belonged to one of them.',
  })
  @Requires(operatedSessionPermissions.settle)
  async settleSessionDispute(
    @Context() context: RequestContext,
    @Args('input') { disputeId, ruling, reason }: SettleSessionDisputeInput,
  ): Promise<SettleSessionDisputePayload> {
    const id = uuidOf('SessionDispute', disputeId);
    return payload(context, await this.disputes.settle(context, id, ruling, reason));
  }
}

function payload(context: RequestContext, result: Result<SessionDispute>) {
  return toPayload(result, context.locale, 'dispute', toDisputeType);
}

function at<T>(path: readonly string[], result: Result<T>): Result<T> {
  if (result.ok) return result;
  return { ok: false, errors: result.errors.map((error) => ({ ...error, path })) };
}
