import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createRandomGenerator } from '../../statistics/seeded-random/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { seesEverything } from '../platform/access/ownership.js';
import { Clock } from '../platform/clock/clock.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import {
  addDays,
  businessDateOf,
  daysBetween,
  type BusinessDate,
} from '../platform/kernel/business-date.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  PROGRAMMES_POLICY,
  programmesPolicySchema,
  type ProgrammesPolicy,
  type ProgrammeTarget,
} from './domain/programme.js';
import { joinSmallBands, type ProgressBand } from './domain/progress-band.js';
import {
  projectGmv,
  projectLeaps,
  type Projected,
  type ProjectionSetting,
} from './domain/projection.js';
import type { ProgrammeProgress, StoredProjection } from './entities/programme-progress.entity.js';
import type { ProgrammeStanding } from './entities/programme-standing.entity.js';
import type { ProgrammeVersion } from './entities/programme-version.entity.js';
import { ProgrammeProgressStore, type NewStanding } from './programme-progress.store.js';
import { standingLines } from './standing-csv.js';
import { ProgrammeService } from './programme.service.js';
import { ProgrammeStore } from './programme.store.js';

interface Standing {
  readonly asOf: BusinessDate;
  readonly loadNumber: string;
  readonly policy: ProgrammesPolicy;
  readonly policyVersion: number;
}

interface Computed {
  readonly standings: readonly NewStanding[];
  readonly projection: StoredProjection;
}

@Injectable()
export class ProgrammeProgressService {
  constructor(
    private readonly progressStore: ProgrammeProgressStore,
    private readonly programmes: ProgrammeStore,
    private readonly service: ProgrammeService,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Brings the progress of all programmes in force up to where merchants' growth stands. The same figures give
   * the same projection: its random numbers are seeded with what it is of.
   *
   * @returns how many targets were computed
   */
  refresh(context: RequestContext): Promise<number> {
    return this.unitOfWork.run(context, async (transaction) => {
      await this.progressStore.lock(transaction);
      return this.refreshAll(transaction);
    });
  }

  private async refreshAll(transaction: Transaction): Promise<number> {
    const grown = await this.progressStore.grownUpTo();
    if (!grown) return 0;
    const policy = await this.policies.inForce(
      PROGRAMMES_POLICY,
      programmesPolicySchema,
      grown.asOf,
    );
    const standing = { ...grown, policy: policy.body, policyVersion: policy.version };
    let targets = 0;
    for (const version of await this.programmes.inForce()) {
      for (const target of version.targets) {
        await this.refreshTarget(transaction, version, target, standing);
        targets += 1;
      }
    }
    return targets;
  }

  private async refreshTarget(
    transaction: Transaction,
    version: ProgrammeVersion,
    target: ProgrammeTarget,
    standing: Standing,
  ): Promise<void> {
    const computed =
      target.metric === 'PROVIDER_NET_GMV'
        ? await this.gmv(version, target, standing)
        : await this.leaps(version, target, standing);
    const progress: ProgrammeProgress = {
      versionId: version.id,
      targetCode: target.code,
      asOf: standing.asOf,
      loadNumber: standing.loadNumber,
      reached: computed.standings.filter(({ reachedOn }) => reachedOn !== null).length,
      providers: computed.standings.length,
      projection: computed.projection,
      policyVersion: standing.policyVersion,
      computedAt: this.clock.now(),
    };
    await this.progressStore.replace(transaction, progress, computed.standings);
  }

  private async gmv(
    version: ProgrammeVersion,
    target: ProgrammeTarget,
    { asOf, policy }: Standing,
  ): Promise<Computed> {
    const { recentWeeks, leastWeeks } = policy;
    const known = await this.progressStore.recentDays(asOf, 7 * recentWeeks);
    const weeks = Math.floor(known / 7);
    const rows = await this.progressStore.gmvStandings(
      { from: version.periodStart, to: earlier(asOf, version.periodEnd) },
      target.threshold,
      asOf,
      Math.max(1, weeks),
    );
    const daysLeft = Math.max(
      0,
      daysBetween(later(asOf, addDays(version.periodStart, -1)), version.periodEnd),
    );
    if (weeks < leastWeeks && daysLeft > 0) return withoutProjection(rows, 'TOO_FEW_WEEKS');
    const projected = projectGmv(
      rows.map((row) => ({ value: Number(row.value), weeks: row.weeks })),
      daysLeft / 7,
      settingOf(target, policy),
      randomOf(version, target, asOf),
    );
    return withProjection(rows, projected);
  }

  private async leaps(
    version: ProgrammeVersion,
    target: ProgrammeTarget,
    { asOf, policy }: Standing,
  ): Promise<Computed> {
    const { recentMonths } = policy;
    const rows = await this.progressStore.leapStandings(
      { from: version.periodStart, to: earlier(asOf, version.periodEnd) },
      Number(target.threshold),
      addDays(asOf, -Math.round(30.44 * recentMonths)),
    );
    if (rows.length === 0) return withoutProjection(rows, 'NO_LEAPS_YET');
    const projected = projectLeaps(
      rows.map((row) => ({
        confirmed: Number(row.value),
        pending: row.pending,
        decided: { held: row.held, all: row.decided },
        recent: row.recent,
      })),
      { months: recentMonths, monthsLeft: monthEndsBetween(asOf, version.periodEnd) },
      settingOf(target, policy),
      randomOf(version, target, asOf),
    );
    return withProjection(rows, projected);
  }

  progress(keys: readonly string[]): Promise<Map<string, ProgrammeProgress>> {
    return this.progressStore.progress(keys);
  }

  /**
   * Standings in a target: all for staff, a provider's own otherwise.
   * @throws NotFound for a version or target that is not there for the caller
   */
  async standings(
    context: RequestContext,
    versionId: string,
    targetCode: string,
    near: boolean,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ProgrammeStanding>> {
    await this.targetOf(context, versionId, targetCode);
    const { scope } = context;
    const own = scope.kind === 'PROVIDER' ? scope.providerId : null;
    const filter = { near, ...(seesEverything(context) ? {} : { providerId: own }) };
    return this.progressStore.standings({ versionId, targetCode }, filter, request, withTotal);
  }

  /** @throws NotFound */
  async history(
    context: RequestContext,
    versionId: string,
    targetCode: string,
  ): Promise<{ date: BusinessDate; reached: number }[]> {
    await this.targetOf(context, versionId, targetCode);
    return this.progressStore.history(versionId, targetCode);
  }

  /**
   * How many providers have which part of the threshold. Others than staff are not told of small groups: they are
   * joined with the next lower one until they are large enough.
   * @throws NotFound
   */
  async distribution(
    context: RequestContext,
    versionId: string,
    targetCode: string,
  ): Promise<ProgressBand[]> {
    const target = await this.targetOf(context, versionId, targetCode);
    const bands = await this.progressStore.distribution(versionId, targetCode, target.threshold);
    if (seesEverything(context)) return bands;
    const today = businessDateOf(context.now);
    const { body } = await this.policies.inForce(PROGRAMMES_POLICY, programmesPolicySchema, today);
    return joinSmallBands(bands, body.smallestGroup);
  }

  /** All standings of a version as CSV. @throws NotFound before the first line */
  async standingsCsv(context: RequestContext, versionId: string): Promise<AsyncIterable<string>> {
    const version = (await this.service.versionsByIds(context, [versionId])).get(versionId);
    if (!version) throw new NotFound('This programme version');
    return standingLines(this.progressStore.exported(versionId));
  }

  private async targetOf(
    context: RequestContext,
    versionId: string,
    targetCode: string,
  ): Promise<ProgrammeTarget> {
    const version = (await this.service.versionsByIds(context, [versionId])).get(versionId);
    const target = version?.targets.find(({ code }) => code === targetCode);
    if (!target) throw new NotFound('This target of a programme version');
    return target;
  }
}

function settingOf(target: ProgrammeTarget, policy: ProgrammesPolicy): ProjectionSetting {
  const { simulations, confidence } = policy;
  return { threshold: Number(target.threshold), wanted: target.providers, simulations, confidence };
}

function randomOf(version: ProgrammeVersion, target: ProgrammeTarget, asOf: BusinessDate) {
  const seed = `${version.id} ${target.code} ${asOf}`;
  return createRandomGenerator(createHash('sha256').update(seed).digest());
}

type Row = Pick<NewStanding, 'providerId' | 'value' | 'reachedOn'> & { readonly pending?: number };

function withProjection(rows: readonly Row[], { projection, probabilities }: Projected): Computed {
  return { projection, standings: rows.map((row, i) => standingOf(row, probabilities[i]!)) };
}

function withoutProjection(rows: readonly Row[], reason: string): Computed {
  return { projection: { reason }, standings: rows.map((row) => standingOf(row, null)) };
}

function standingOf(
  { providerId, value, reachedOn, pending = 0 }: Row,
  probability: number | null,
): NewStanding {
  const shown = probability === null ? null : probability.toFixed(4);
  return { providerId, value, reachedOn, pending, probability: shown };
}

/** Month ends after a day, up to another. */
function monthEndsBetween(after: BusinessDate, to: BusinessDate): number {
  const number = (date: BusinessDate) => {
    const next = addDays(date, 1);
    return Number(next.slice(0, 4)) * 12 + Number(next.slice(5, 7));
  };
  return Math.max(0, number(to) - number(after));
}

function earlier(a: BusinessDate, b: BusinessDate): BusinessDate {
  return a < b ? a : b;
}

function later(a: BusinessDate, b: BusinessDate): BusinessDate {
  return a > b ? a : b;
}
