import { Args, Field, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
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
import { depositPermissions } from '../conduct.permissions.js';
import { DepositRefundService } from '../deposit-refund.service.js';
import { prepareDepositRefundErrors } from '../deposit.errors.js';
import { decideDepositRefundErrors } from '../domain/deposit-refund.js';
import {
  DecideDepositRefundInput,
  DepositRefundsArgs,
  PrepareDepositRefundInput,
  toRefundFilter,
} from './deposit.input.js';
import { DepositRefundConnection, DepositRefundType, toDepositRefundType } from './deposit.type.js';

const PrepareDepositRefundError = UserErrorType('PrepareDepositRefund', prepareDepositRefundErrors);
const DecideDepositRefundError = UserErrorType('DecideDepositRefund', decideDepositRefundErrors);

@ObjectType({ description: 'The refund that waits for a second officer, or what was wrong.' })
class PrepareDepositRefundPayload {
  @Field(() => DepositRefundType, { nullable: true }) refund?: DepositRefundType;
  @Field(() => [PrepareDepositRefundError])
  userErrors!: InstanceType<typeof PrepareDepositRefundError>[];
}

@ObjectType({ description: 'The refund as decided, or what was wrong with the call.' })
class DecideDepositRefundPayload {
  @Field(() => DepositRefundType, { nullable: true }) refund?: DepositRefundType;
  @Field(() => [DecideDepositRefundError])
  userErrors!: InstanceType<typeof DecideDepositRefundError>[];
}

@Resolver(() => DepositRefundType)
export class DepositRefundResolver {
  constructor(
    private readonly service: DepositRefundService,
    nodes: NodeRegistry,
  ) {
    nodes.register('DepositRefund', {
      typeName: 'DepositRefund',
      fetch: async (context, ids) =>
        holds(context, depositPermissions.read)
          ? mapValues(await service.byIds(context, ids), toDepositRefundType)
          : new Map(),
    });
  }

  @Query(() => DepositRefundConnection, {
    description: 'Refunds, the oldest first: staff those of all providers, others their own.',
  })
  @Requires(depositPermissions.read)
  async depositRefunds(
    @Context() context: RequestContext,
    @Args() { filter, ...page }: DepositRefundsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<DepositRefundConnection> {
    const conditions = toRefundFilter(filter ?? {});
    const found = await this.service.page(context, conditions, page, selected.has('totalCount'));
    return toConnection(found, toDepositRefundType);
  }

  @Mutation(() => PrepareDepositRefundPayload, {
    description: 'Prepare the refund of an exited provider’s deposit; another officer pays it.',
  })
  @Requires(depositPermissions.refund)
  async prepareDepositRefund(
    @Context() context: RequestContext,
    @Args('input') { providerId, idempotencyKey, ...command }: PrepareDepositRefundInput,
  ): Promise<PrepareDepositRefundPayload> {
    const id = uuidOf('Provider', providerId);
    const result = await this.service.prepare(context, id, command, idempotencyKey);
    return toPayload(result, context.locale, 'refund', toDepositRefundType);
  }

  @Mutation(() => DecideDepositRefundPayload, {
    description: 'Pay or decline a refund that another officer prepared.',
  })
  @Requires(depositPermissions.refund)
  async decideDepositRefund(
    @Context() context: RequestContext,
    @Args('input') { refundId, ...command }: DecideDepositRefundInput,
  ): Promise<DecideDepositRefundPayload> {
    const id = uuidOf('DepositRefund', refundId);
    const result = await this.service.decide(context, id, command);
    return toPayload(result, context.locale, 'refund', toDepositRefundType);
  }
}
