import {
  Args,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { loadProvider, ProviderService, ProviderType } from '../../providers/index.js';
import { endEmploymentErrors } from '../domain/employment.js';
import { employOperatorErrors } from '../employ-operator.errors.js';
import { OperatorService } from '../operator.service.js';
import { operatorPermissions } from '../operators.permissions.js';
import {
  EmployOperatorInput,
  EmploymentsArgs,
  EndEmploymentInput,
  OperatorsArgs,
} from './operator.input.js';
import {
  EmploymentConnection,
  EmploymentType,
  OperatorConnection,
  OperatorType,
  toEmploymentType,
  toOperatorType,
} from './operator.type.js';

const EmployOperatorError = UserErrorType('EmployOperator', employOperatorErrors);
const EndEmploymentError = UserErrorType('EndEmployment', endEmploymentErrors);

@ObjectType({ description: 'The operator taken on, or what was wrong with the call.' })
class EmployOperatorPayload {
  @Field(() => OperatorType, { nullable: true }) operator?: OperatorType;
  @Field(() => [EmployOperatorError]) userErrors!: InstanceType<typeof EmployOperatorError>[];
}

@ObjectType({ description: 'The employment with its last day, or what was wrong with the call.' })
class EndEmploymentPayload {
  @Field(() => EmploymentType, { nullable: true }) employment?: EmploymentType;
  @Field(() => [EndEmploymentError]) userErrors!: InstanceType<typeof EndEmploymentError>[];
}

@Resolver(() => OperatorType)
export class OperatorResolver {
  constructor(
    private readonly service: OperatorService,
    private readonly providers: ProviderService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Operator', {
      typeName: 'Operator',
      fetch: async (context, ids) =>
        holds(context, operatorPermissions.read)
          ? mapValues(await service.byIds(context, ids), toOperatorType)
          : new Map(),
    });
    nodes.register('Employment', {
      typeName: 'Employment',
      fetch: async (context, ids) =>
        holds(context, operatorPermissions.readEmployments)
          ? mapValues(await service.employmentsByIds(context, ids), toEmploymentType)
          : new Map(),
    });
  }

  @Query(() => OperatorConnection, { description: 'Operators, filtered, sorted and paged.' })
  @Requires(operatorPermissions.read)
  async operators(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: OperatorsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<OperatorConnection> {
    const { providerId, ...conditions } = filter ?? {};
    const complete = {
      ...conditions,
      ...(providerId && { providerId: uuidOf('Provider', providerId) }),
    };
    const total = selected.has('totalCount');
    return toConnection(
      await this.service.page(context, complete, orderBy, page, total),
      toOperatorType,
    );
  }

  @Query(() => OperatorType, { nullable: true, description: 'One operator, or null.' })
  @Requires(operatorPermissions.read)
  async operator(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<OperatorType | null> {
    const uuid = uuidOf('Operator', id);
    const row = (await this.service.byIds(context, [uuid])).get(uuid);
    return row ? toOperatorType(row) : null;
  }

  @ResolveField(() => ProviderType, { nullable: true, description: 'The employer today, if any.' })
  async provider(
    { providerId }: OperatorType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<ProviderType | null> {
    return providerId === null ? null : loadProvider(graphql, this.providers, providerId);
  }

  @Query(() => EmploymentConnection, {
    description: 'Who worked where and when, latest first: staff everyone, others their own.',
  })
  @Requires(operatorPermissions.readEmployments)
  async employments(
    @Context() context: RequestContext,
    @Args() { operatorId, ...page }: EmploymentsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<EmploymentConnection> {
    const id = operatorId === undefined ? undefined : uuidOf('Operator', operatorId);
    const found = await this.service.employmentPage(context, id, page, selected.has('totalCount'));
    return toConnection(found, toEmploymentType);
  }

  @Mutation(() => EmployOperatorPayload, { description: 'Take an operator on at your company.' })
  @Requires(operatorPermissions.employ)
  async employOperator(
    @Context() context: RequestContext,
    @Args('input') input: EmployOperatorInput,
  ): Promise<EmployOperatorPayload> {
    const result = await this.service.employ(context, input);
    return toPayload(result, context.locale, 'operator', toOperatorType);
  }

  @Mutation(() => EndEmploymentPayload, {
    description: 'Set the last day of an employment at your company.',
  })
  @Requires(operatorPermissions.employ)
  async endEmployment(
    @Context() context: RequestContext,
    @Args('input') input: EndEmploymentInput,
  ): Promise<EndEmploymentPayload> {
    const id = uuidOf('Employment', input.employmentId);
    const result = await this.service.endEmployment(context, id, input.lastDay);
    return toPayload(result, context.locale, 'employment', toEmploymentType);
  }
}
