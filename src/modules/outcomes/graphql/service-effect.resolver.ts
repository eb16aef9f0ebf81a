import { Args, Query, Resolver } from '@nestjs/graphql';
import { emptyConnection, toConnection } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { serviceEffectPermissions } from '../service-effect.permissions.js';
import { ServiceEffectService } from '../service-effect.service.js';
import {
  ColdStartCurvesArgs,
  ColdStartCurvesType,
  ProviderColdStartCurvesArgs,
  toColdStartCurves,
} from './cold-start-curve.type.js';
import {
  RestatedClaimType,
  ServiceEffectConnection,
  ServiceEffectMerchantConnection,
  ServiceEffectMerchantsArgs,
  ServiceEffectsArgs,
  toRestatedClaims,
  toServiceEffect,
  toServiceEffectMerchant,
} from './service-effect.type.js';

@Resolver()
export class ServiceEffectResolver {
  constructor(private readonly effects: ServiceEffectService) {}

  @Query(() => ColdStartCurvesType, {
    nullable: true,
    description:
      'Time to success, served and not; null before it was computed, or where providers would see fewer than five.',
  })
  @Requires(serviceEffectPermissions.read)
  async coldStartCurves(
    @Context() context: RequestContext,
    @Args() { grouping, key }: ColdStartCurvesArgs,
  ): Promise<ColdStartCurvesType | null> {
    return toColdStartCurves(
      await this.effects.coldStartCurve(context, grouping, key),
      context.locale,
    );
  }

  @Query(() => ColdStartCurvesType, {
    nullable: true,
    description:
      'Time to success of a provider’s merchants beside the unserved of the categories in which it serves.',
  })
  @Requires(serviceEffectPermissions.read)
  async providerColdStartCurves(
    @Context() context: RequestContext,
    @Args() { providerId }: ProviderColdStartCurvesArgs,
  ): Promise<ColdStartCurvesType | null> {
    const uuid = uuidOf('Provider', providerId);
    return toColdStartCurves(
      await this.effects.coldStartCurveOfProvider(context, uuid),
      context.locale,
    );
  }

  @Query(() => ServiceEffectConnection, {
    description: 'Growth of served merchants over comparable unserved ones, slice by slice.',
  })
  @Requires(serviceEffectPermissions.read)
  async serviceEffects(
    @Context() context: RequestContext,
    @Args() { grouping, ...page }: ServiceEffectsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ServiceEffectConnection> {
    const withTotal = selected.has('totalCount');
    const found = await this.effects.effects(context, grouping ?? null, page, withTotal);
    if (!found) return emptyConnection();
    const { computation, value } = found;
    return toConnection(value, (row) => toServiceEffect(row, computation, context.locale));
  }

  @Query(() => ServiceEffectMerchantConnection, {
    description:
      'The served merchants behind a slice, the largest growth first: staff all, providers their own.',
  })
  @Requires(serviceEffectPermissions.read)
  async serviceEffectMerchants(
    @Context() context: RequestContext,
    @Args() { grouping, key, ...page }: ServiceEffectMerchantsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<ServiceEffectMerchantConnection> {
    const filter = { grouping, key: grouping === 'PROVIDER' ? uuidOf('Provider', key) : key };
    const withTotal = selected.has('totalCount');
    const found = await this.effects.merchantsBehind(context, filter, page, withTotal);
    return found ? toConnection(found, toServiceEffectMerchant) : emptyConnection();
  }

  @Query(() => [RestatedClaimType], {
    description: 'What is claimed of service in public, beside what our data say.',
  })
  @Requires(serviceEffectPermissions.read)
  async restatedClaims(@Context() context: RequestContext): Promise<RestatedClaimType[]> {
    return toRestatedClaims(await this.effects.claims(context), context.locale);
  }
}
