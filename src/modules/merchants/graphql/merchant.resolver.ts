import { Args, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { toConnection } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import { claimMerchantErrors } from '../claim-merchant.errors.js';
import { MerchantService } from '../merchant.service.js';
import { merchantPermissions } from '../merchants.permissions.js';
import {
  MerchantConnection,
  MerchantsArgs,
  MerchantType,
  MerchantVersionConnection,
  MerchantVersionsArgs,
  toMerchantType,
} from './merchant.type.js';

const ClaimMerchantError = UserErrorType('ClaimMerchant', claimMerchantErrors);

@ObjectType({ description: 'A code for claiming a merchant: told this once.' })
class MerchantClaimCodePayload {
  @Field({ description: 'Give it to the merchant on a way that only they read.' }) code!: string;
  @Field(() => DateTimeScalar) expiresAt!: Date;
}

@InputType({ description: 'The code from staff, and the account to be made for the owner.' })
class ClaimMerchantInput {
  @Field() @MaxLength(40) code!: string;
  @Field() @MaxLength(320) email!: string;
  @Field() @MaxLength(400) name!: string;
  @Field() @MaxLength(1_000) password!: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@ObjectType({
  description: 'The merchant claimed (sign in next), or what was wrong with the call.',
})
class ClaimMerchantPayload {
  @Field(() => MerchantType, { nullable: true }) merchant?: MerchantType;
  @Field(() => [ClaimMerchantError]) userErrors!: InstanceType<typeof ClaimMerchantError>[];
}

@Resolver(() => MerchantType)
export class MerchantResolver {
  constructor(
    private readonly service: MerchantService,
    nodes: NodeRegistry,
  ) {
    nodes.register('Merchant', {
      typeName: 'Merchant',
      fetch: async (context, ids) =>
        holds(context, merchantPermissions.read)
          ? mapValues(await service.byIds(ids), toMerchantType)
          : new Map(),
    });
  }

  @Query(() => MerchantConnection, { description: 'Merchants, filtered, sorted and paged.' })
  @Requires(merchantPermissions.read)
  async merchants(
    @Args() { filter, orderBy, ...page }: MerchantsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<MerchantConnection> {
    const total = selected.has('totalCount');
    return toConnection(
      await this.service.page(filter ?? {}, orderBy, page, total),
      toMerchantType,
    );
  }

  @Query(() => MerchantType, { nullable: true, description: 'One merchant, or null.' })
  @Requires(merchantPermissions.read)
  async merchant(@Args('id', { type: () => ID }) id: string): Promise<MerchantType | null> {
    const uuid = uuidOf('Merchant', id);
    const row = (await this.service.byIds([uuid])).get(uuid);
    return row ? toMerchantType(row) : null;
  }

  @Query(() => MerchantVersionConnection, {
    description: 'How a merchant’s attributes changed, latest first: staff, or your own.',
  })
  @Requires(merchantPermissions.readHistory)
  async merchantVersions(
    @Context() context: RequestContext,
    @Args() { merchantId, ...page }: MerchantVersionsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<MerchantVersionConnection> {
    const id = uuidOf('Merchant', merchantId);
    const found = await this.service.versions(context, id, page, selected.has('totalCount'));
    return toConnection(found, (row) => ({ ...row }));
  }

  @Mutation(() => MerchantClaimCodePayload, {
    description: 'Issue the code by which a merchant’s people take its account.',
  })
  @Requires(merchantPermissions.issueClaimCode)
  issueMerchantClaimCode(
    @Context() context: RequestContext,
    @Args('merchantId', { type: () => ID }) merchantId: string,
  ): Promise<MerchantClaimCodePayload> {
    return this.service.issueClaimCode(context, uuidOf('Merchant', merchantId));
  }

  @Mutation(() => ClaimMerchantPayload, {
    description: 'Take a merchant’s account with a code from staff.',
  })
  @Requires(merchantPermissions.claim)
  async claimMerchant(
    @Context() context: RequestContext,
    @Args('input') { code, idempotencyKey, ...account }: ClaimMerchantInput,
  ): Promise<ClaimMerchantPayload> {
    const owner = { ...account, locale: context.locale };
    const result = await this.service.claim(context, code, owner, idempotencyKey);
    return toPayload(result, context.locale, 'merchant', toMerchantType);
  }
}
