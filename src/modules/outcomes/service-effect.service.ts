import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee, seesEverything } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { BoundedMap } from '../platform/kernel/bounded-map.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import {
  hideSmallGroups,
  isTellable,
  type ColdStartComparison,
} from './domain/cold-start-curve.js';
import type { RestatedClaim } from './domain/restated-claim.js';
import type { EffectGrouping } from './domain/service-effect.js';
import type { CurveGrouping } from './entities/cold-start-curve.entity.js';
import type { ServiceEffectComputation } from './entities/service-effect-computation.entity.js';
import { ServiceEffectComputationService } from './service-effect-computation.service.js';
import {
  ServiceEffectStore,
  type EffectMerchantFilter,
  type EffectMerchantRow,
  type EffectRow,
} from './service-effect.store.js';

/** A figure with what it was computed on. */
export interface Computed<T> {
  readonly computation: ServiceEffectComputation;
  readonly value: T;
}

const PROVIDER_CURVES_KEPT = 200;

/** Who may see which figure of the served against the unserved. */
@Injectable()
export class ServiceEffectService {
  /** A computation never changes, so what was made from it need not be made again. */
  private readonly providerCurves = new BoundedMap<Promise<ColdStartComparison>>(
    PROVIDER_CURVES_KEPT,
  );

  constructor(
    private readonly store: ServiceEffectStore,
    private readonly computing: ServiceEffectComputationService,
  ) {}

  /** Null before anything was computed, or where others than staff would see too few merchants. */
  async coldStartCurve(
    context: RequestContext,
    grouping: CurveGrouping,
    key: string,
  ): Promise<Computed<ColdStartComparison> | null> {
    const computation = await this.store.newest();
    const curve = computation && (await this.store.curve(computation.id, grouping, key));
    if (!curve) return null;
    if (seesEverything(context)) return { computation, value: curve };
    const smallest = await this.computing.smallestGroup(computation.asOf);
    if (!isTellable(curve, smallest)) return null;
    return { computation, value: hideSmallGroups(curve, smallest) };
  }

  /**
   * A provider's merchants beside the unserved of its categories: for staff and the provider itself.
   *
   * @throws NotFound for another provider
   */
  async coldStartCurveOfProvider(
    context: RequestContext,
    providerId: string,
  ): Promise<Computed<ColdStartComparison> | null> {
    if (!maySee(context, { providerId })) throw new NotFound('This curve');
    const computation = await this.store.newest();
    if (!computation) return null;
    const value = await this.providerCurve(computation, providerId);
    if (seesEverything(context)) return { computation, value };
    const smallest = await this.computing.smallestGroup(computation.asOf);
    // Its own merchants it may know; the unserved are others'.
    const { unserved } = hideSmallGroups(value, smallest);
    return { computation, value: { ...value, unserved } };
  }

  private providerCurve(
    computation: ServiceEffectComputation,
    providerId: string,
  ): Promise<ColdStartComparison> {
    const key = `${computation.id} ${providerId}`;
    const known = this.providerCurves.get(key);
    if (known) return known;
    const curve = this.computing.curveOfProvider(computation, providerId);
    this.providerCurves.set(key, curve);
    curve.catch(() => this.providerCurves.delete(key));
    return curve;
  }

  /** The slices that the caller may see; an empty list before anything was computed. */
  async effects(
    context: RequestContext,
    grouping: EffectGrouping | null,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Computed<Page<EffectRow>> | null> {
    const computation = await this.store.newest();
    if (!computation) return null;
    const smallestGroup = await this.computing.smallestGroup(computation.asOf);
    const filter = { grouping, smallestGroup, onlyProvider: providerOf(context) };
    const value = await this.store.effects(computation.id, filter, request, withTotal);
    return { computation, value };
  }

  /** The served merchants behind a slice: staff all of them, a provider its own. */
  async merchantsBehind(
    context: RequestContext,
    filter: EffectMerchantFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<EffectMerchantRow> | null> {
    const computation = await this.store.newest();
    if (!computation) return null;
    const ofProvider = providerOf(context);
    return this.store.merchants(computation.id, filter, ofProvider, request, withTotal);
  }

  /** The published claims beside our figures, which are the whole market's. */
  async claims(context: RequestContext): Promise<Computed<readonly RestatedClaim[]> | null> {
    const computation = await this.store.newest();
    if (!computation) return null;
    const claims = await this.store.claims(computation.id);
    if (seesEverything(context)) return { computation, value: claims };
    const smallest = await this.computing.smallestGroup(computation.asOf);
    return { computation, value: claims.filter(({ merchants }) => merchants >= smallest) };
  }
}

/** Null: sees everybody's. */
function providerOf(context: RequestContext): string | null {
  if (seesEverything(context)) return null;
  const { scope } = context;
  if (scope.kind !== 'PROVIDER') throw new NotFound('This figure');
  return scope.providerId;
}
