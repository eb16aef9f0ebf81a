import {
  Args,
  Context as GraphqlContextParameter,
  Field,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { MoneyScalar } from '../../../graphql/scalars.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import type { Money } from '../../platform/kernel/money.js';
import { depositPermissions } from '../conduct.permissions.js';
import { correctDepositEntryErrors, recordDepositErrors } from '../deposit.errors.js';
import { DepositService } from '../deposit.service.js';
import {
  CorrectDepositEntryInput,
  DepositAccountsArgs,
  DepositEntriesArgs,
  RecordDepositInput,
  toAccountFilter,
  toEntryFilter,
} from './deposit.input.js';
import {
  DepositAccountConnection,
  DepositAccountType,
  DepositEntryConnection,
  DepositEntryType,
  toDepositAccountType,
  toDepositEntryType,
} from './deposit.type.js';

const RecordDepositError = UserErrorType('RecordDeposit', recordDepositErrors);
const CorrectDepositEntryError = UserErrorType('CorrectDepositEntry', correctDepositEntryErrors);

@ObjectType({ description: 'The new entry, or what was wrong with the call.' })
class RecordDepositPayload {
  @Field(() => DepositEntryType, { nullable: true }) entry?: DepositEntryType;
  @Field(() => [RecordDepositError]) userErrors!: InstanceType<typeof RecordDepositError>[];
}

@ObjectType({ description: 'The entry that takes back, or what was wrong with the call.' })
class CorrectDepositEntryPayload {
  @Field(() => DepositEntryType, { nullable: true }) entry?: DepositEntryType;
  @Field(() => [CorrectDepositEntryError])
  userErrors!: InstanceType<typeof CorrectDepositEntryError>[];
}

@Resolver(() => DepositEntryType)
export class DepositResolver {
  constructor(
    private readonly service: DepositService,
    nodes: NodeRegistry,
  ) {
    nodes.register('DepositEntry', {
      typeName: 'DepositEntry',
      fetch: async (context, ids) =>
        holds(context, depositPermissions.read)
          ? mapValues(await service.entriesByIds(context, ids), toDepositEntryType)
          : new Map(),
    });
  }

  @Query(() => DepositAccountType, {
    description:
      'What a provider holds and must hold: staff of every provider, others of their own.',
  })
  @Requires(depositPermissions.read)
  async depositAccount(
    @Context() context: RequestContext,
    @Args('providerId', { type: () => ID }) providerId: string,
  ): Promise<DepositAccountType> {
    return toDepositAccountType(
      await this.service.account(context, uuidOf('Provider', providerId)),
    );
  }

  @Query(() => DepositAccountConnection, {
    description: 'The deposits of all providers, those that must be topped up first.',
  })
  @Requires(depositPermissions.readAll)
  async depositAccounts(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: DepositAccountsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<DepositAccountConnection> {
    const conditions = toAccountFilter(filter ?? {});
    const total = selected.has('totalCount');
    const found = await this.service.accountPage(context, conditions, orderBy, page, total);
    return toConnection(found, toDepositAccountType);
  }

  @Query(() => DepositEntryConnection, {
    description: 'Ledger entries: staff those of all providers, others their own.',
  })
  @Requires(depositPermissions.read)
  async depositEntries(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: DepositEntriesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<DepositEntryConnection> {
    const conditions = toEntryFilter(filter ?? {});
    const total = selected.has('totalCount');
    const found = await this.service.entries(context, conditions, orderBy, page, total);
    const connection: DepositEntryConnection = toConnection(found, toDepositEntryType);
    if (selected.has('totals')) connection.totals = await this.service.totals(context, conditions);
    return connection;
  }

  @ResolveField(() => MoneyScalar, { description: 'The balance after this entry.' })
  async balanceAfter(
    @Parent() { id }: DepositEntryType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<Money> {
    const balances = graphql.loader('depositBalances', (ids) => this.service.balancesAfter(ids));
    return (await balances.load(uuidOf('DepositEntry', id)))!;
  }

  @Mutation(() => RecordDepositPayload, { description: 'Book a transfer that has arrived.' })
  @Requires(depositPermissions.record)
  async recordDeposit(
    @Context() context: RequestContext,
    @Args('input') { providerId, idempotencyKey, ...command }: RecordDepositInput,
  ): Promise<RecordDepositPayload> {
    const id = uuidOf('Provider', providerId);
    const result = await this.service.record(context, id, command, idempotencyKey);
    return toPayload(result, context.locale, 'entry', toDepositEntryType);
  }

  @Mutation(() => CorrectDepositEntryPayload, {
    description: 'Take back an entry that another officer made, by an entry of its own.',
  })
  @Requires(depositPermissions.record)
  async correctDepositEntry(
    @Context() context: RequestContext,
    @Args('input') { entryId, idempotencyKey, ...command }: CorrectDepositEntryInput,
  ): Promise<CorrectDepositEntryPayload> {
    const id = uuidOf('DepositEntry', entryId);
    const result = await this.service.correct(context, id, command, idempotencyKey);
    return toPayload(result, context.locale, 'entry', toDepositEntryType);
  }
}
