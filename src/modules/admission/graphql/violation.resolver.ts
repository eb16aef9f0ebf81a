import { Args, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { violationPermissions } from '../conduct.permissions.js';
import { decideViolationErrors } from '../domain/violation.js';
import { ViolationRecordService } from '../violation-record.service.js';
import { recordViolationErrors } from '../violation.errors.js';
import { ViolationService } from '../violation.service.js';
import type { ViolationRow } from '../violation.store.js';
import {
  DecideViolationInput,
  RecordViolationInput,
  toViolationFilter,
  ViolationsArgs,
} from './violation.input.js';
import {
  toViolationLadderType,
  toViolationRecordType,
  toViolationType,
  ViolationConnection,
  ViolationLadderType,
  ViolationRecordType,
  ViolationType,
} from './violation.type.js';

const RecordViolationError = UserErrorType('RecordViolation', recordViolationErrors);
const DecideViolationError = UserErrorType('DecideViolation', decideViolationErrors);

@ObjectType({ description: 'The violation that waits for its decision, or what was wrong.' })
class RecordViolationPayload {
  @Field(() => ViolationType, { nullable: true }) violation?: ViolationType;
  @Field(() => [RecordViolationError]) userErrors!: InstanceType<typeof RecordViolationError>[];
}

@ObjectType({ description: 'The violation as decided, or what was wrong with the call.' })
class DecideViolationPayload {
  @Field(() => ViolationType, { nullable: true }) violation?: ViolationType;
  @Field(() => [DecideViolationError]) userErrors!: InstanceType<typeof DecideViolationError>[];
}

@Resolver(() => ViolationType)
export class ViolationResolver {
  constructor(
    private readonly service: ViolationService,
    private readonly records: ViolationRecordService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Violation', {
      typeName: 'Violation',
      fetch: async (context, ids) =>
        holds(context, violationPermissions.read)
          ? mapValues(await service.byIds(context, ids), (row) => toViolationType(row, context.now))
          : new Map(),
    });
  }

  @Query(() => ViolationLadderType, { description: 'What violations cost.' })
  @Requires(violationPermissions.readLadder)
  async violationLadder(@Context() context: RequestContext): Promise<ViolationLadderType> {
    return toViolationLadderType(await this.records.ladder(context), context.locale);
  }

  @Query(() => ViolationRecordType, {
    description: 'How a provider stands now: staff of every provider, others of their own.',
  })
  @Requires(violationPermissions.readRecord)
  async violationRecord(
    @Context() context: RequestContext,
    @Args('providerId', { type: () => ID }) providerId: string,
  ): Promise<ViolationRecordType> {
    const record = await this.records.of(context, uuidOf('Provider', providerId));
    return toViolationRecordType(record, context.now);
  }

  @Query(() => ViolationConnection, {
    description:
      'Violations: staff all, providers what was decided about them, operators what names them.',
  })
  @Requires(violationPermissions.read)
  async violations(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: ViolationsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ViolationConnection> {
    const conditions = toViolationFilter(filter ?? {});
    const total = selected.has('totalCount');
    const found = await this.service.page(context, conditions, orderBy, page, total);
    return toConnection(found, (row) => toViolationType(row, context.now));
  }

  @Query(() => ViolationType, { nullable: true, description: 'One violation, or null.' })
  @Requires(violationPermissions.read)
  async violation(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<ViolationType | null> {
    const uuid = uuidOf('Violation', id);
    const row = (await this.service.byIds(context, [uuid])).get(uuid);
    return row ? toViolationType(row, context.now) : null;
  }

  @Mutation(() => RecordViolationPayload, {
    description: 'Record a violation with its evidence. It costs nothing before it is decided.',
  })
  @Requires(violationPermissions.record)
  async recordViolation(
    @Context() context: RequestContext,
    @Args('input') { idempotencyKey, ...input }: RecordViolationInput,
  ): Promise<RecordViolationPayload> {
    const command = {
      ...input,
      providerId: uuidOf('Provider', input.providerId),
      operatorId: input.operatorId === undefined ? undefined : uuidOf('Operator', input.operatorId),
      fileIds: input.fileIds.map((id) => uuidOf('StoredFile', id)),
    };
    const result = await this.service.record(context, command, idempotencyKey);
    return toPayload(result, context.locale, 'violation', this.shown(context));
  }

  @Mutation(() => DecideViolationPayload, {
    description: 'Confirm or dismiss a recorded violation. A heavy one needs a second officer.',
  })
  @Requires(violationPermissions.decide)
  async decideViolation(
    @Context() context: RequestContext,
    @Args('input') { violationId, ...command }: DecideViolationInput,
  ): Promise<DecideViolationPayload> {
    const id = uuidOf('Violation', violationId);
    const result = await this.service.decide(context, id, command);
    return toPayload(result, context.locale, 'violation', this.shown(context));
  }

  private shown({ now }: RequestContext) {
    return (row: ViolationRow) => toViolationType(row, now);
  }
}
