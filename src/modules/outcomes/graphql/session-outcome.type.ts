import { ArgsType, Field, Float, ID, InputType, ObjectType } from '@nestjs/graphql';
import { displayParts, roundHalfEven } from '../../../statistics/numeric/index.js';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import { HOLD_SIGNALS, type HoldSignal } from '../domain/session-outcome-holds.js';
import { GMV_FACTORS, splitOutcome, type GmvFactor } from '../domain/session-outcome-split.js';
import type { BaselineSessionRow } from '../session-outcome.service.js';
import type {
  SessionOutcomeFilter,
  SessionOutcomeOrder,
  SessionOutcomeRow,
} from '../session-outcome.store.js';
import { ProvenanceType, rounded, UpliftType, upliftOf } from './uplift.type.js';

const GmvFactorEnum = enumOf(GMV_FACTORS, {
  name: 'GmvFactor',
  description:
    'GMV = exposures × CTR × watch minutes per entry × net GMV per watch minute; the expectation also holds a market and a residual factor.',
});
const HoldSignalEnum = enumOf(HOLD_SIGNALS, {
  name: 'HoldSignal',
  description: 'Why a result is held for review. It is shown, and no record counts it meanwhile.',
});
const SessionOutcomeOrderEnum = enumOf(['UPLIFT', 'NEWEST'], {
  name: 'SessionOutcomeOrder',
  description: 'By judged uplift, the largest first; or by date, the newest first.',
});

@ObjectType('NotEstimated', { description: 'Why there is no figure.' })
export class NotEstimatedType {
  @Field({ description: 'NO_DATA, TOO_FEW, NON_POSITIVE and the like.' }) reason!: string;
  @Field() detail!: string;
}

@ObjectType('GmvFactorEffect', {
  description: 'What one factor did: LMDI, without a remainder.',
})
export class GmvFactorEffectType {
  @Field(() => GmvFactorEnum) factor!: GmvFactor;
  @Field(() => Float) expected!: number;
  @Field(() => Float) actual!: number;
  @Field(() => MoneyScalar, { description: 'Its part of actual minus expected; the parts add up.' })
  yuan!: string;
  @Field(() => Float, { description: 'The multipliers multiply to actual over expected.' })
  multiplier!: number;
}

@ObjectType('OutcomeHold', { description: 'A signal with its evidence.' })
export class OutcomeHoldType {
  @Field(() => HoldSignalEnum) signal!: HoldSignal;
  @Field(() => Float, { description: 'What was found.' }) value!: number;
  @Field(() => Float, { description: 'From where on it is held.' }) threshold!: number;
}

@ObjectType('SessionOutcome', {
  description:
    'What an operated session came to against what the merchant would have sold by itself.',
})
export class SessionOutcomeType {
  readonly computationId!: string;
  @Field(() => ID) operatedSessionId!: string;
  @Field(() => DateScalar) businessDate!: string;
  @Field({ description: 'Refunds may still come: net GMV is as expected to remain.' })
  provisional!: boolean;
  @Field(() => MoneyScalar, { description: 'Net GMV: paid minus refunded.' }) netGmv!: string;
  @Field(() => MoneyScalar, { nullable: true, description: 'Expected net GMV: the median.' })
  expectedGmv!: string | null;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Expected net GMV as a mean, for sums: medians do not add up.',
  })
  expectedMeanGmv!: string | null;
  @Field(() => UpliftType, { nullable: true, description: 'As sold, with prediction interval.' })
  uplift!: UpliftType | null;
  @Field(() => UpliftType, {
    nullable: true,
    description: 'Without GMV that advertising beyond the merchant’s habit bought: what counts.',
  })
  judgedUplift!: UpliftType | null;
  @Field(() => NotEstimatedType, { nullable: true, description: 'Why there is no judged uplift.' })
  notEstimated!: NotEstimatedType | null;
  @Field(() => Float, { description: 'Share of paid GMV bought beyond habit.' })
  boughtShare!: number;
  @Field({ description: 'At least twice the expectation and long enough: a breakthrough (突破).' })
  bigSession!: boolean;
  @Field(() => [OutcomeHoldType]) holds!: OutcomeHoldType[];
  @Field(() => [GmvFactorEffectType], {
    nullable: true,
    description: 'Null where a link from exposures to GMV is zero on either side.',
  })
  factors!: GmvFactorEffectType[] | null;
  @Field(() => Float, { nullable: true }) clickThroughRate!: number | null;
  @Field(() => Float, { nullable: true }) watchMinutesPerEntry!: number | null;
  @Field(() => Float, { nullable: true }) netGmvPerWatchMinute!: number | null;
  @Field(() => ProvenanceType) provenance!: ProvenanceType;
}

@ObjectType()
export class SessionOutcomeConnection extends Connection(SessionOutcomeType, 'SessionOutcome') {}

@ObjectType('BaselineSession', {
  description: 'One of the merchant’s own sessions that an expectation rests on.',
})
export class BaselineSessionType {
  @Field(() => ID) liveSessionId!: string;
  @Field() sessionCode!: string;
  @Field(() => DateScalar) businessDate!: string;
  @Field(() => Float, {
    description: 'Share in the expected level; 0 just before the service, tested for a dip only.',
  })
  weight!: number;
  @Field(() => Float, { description: 'ln of it against the level, market and slot taken out.' })
  residual!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Yuan. For the merchant and staff: it lies before the provider’s term.',
  })
  netGmvPerHour!: number | null;
}

@InputType({ description: 'Which outcomes: all conditions hold at once.' })
export class SessionOutcomeFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) operatorId?: string;
  @Field(() => ID, { nullable: true }) merchantId?: string;
  @Field(() => Boolean, { nullable: true, description: 'Held for review, or not.' }) held?: boolean;
  @Field(() => Boolean, { nullable: true }) bigSession?: boolean;
  @Field(() => DateScalar, { nullable: true }) from?: string;
  @Field(() => DateScalar, { nullable: true }) to?: string;
}

@ArgsType()
export class SessionOutcomesArgs extends PageArgs {
  @Field(() => SessionOutcomeFilterInput, { nullable: true }) filter?: SessionOutcomeFilterInput;
  @Field(() => SessionOutcomeOrderEnum, { defaultValue: 'UPLIFT' }) orderBy!: SessionOutcomeOrder;
}

export function toSessionOutcomeFilter({
  providerId,
  operatorId,
  merchantId,
  ...rest
}: SessionOutcomeFilterInput = {}): SessionOutcomeFilter {
  return {
    ...rest,
    ...(providerId && { providerId: uuidOf('Provider', providerId) }),
    ...(operatorId && { operatorId: uuidOf('Operator', operatorId) }),
    ...(merchantId && { merchantId: uuidOf('Merchant', merchantId) }),
  };
}

export function toSessionOutcomeType(
  row: SessionOutcomeRow,
  provenance: ProvenanceType,
  confidence: number,
): SessionOutcomeType {
  const exposures = Number(row.exposures);
  const entries = Number(row.entries);
  const watchMinutes = Number(row.watchMinutes);
  return {
    computationId: row.computationId,
    operatedSessionId: publicId('OperatedSession', row.operatedSessionId),
    businessDate: row.businessDate,
    provisional: row.provisional,
    netGmv: row.netGmv,
    expectedGmv: row.expectedGmv,
    expectedMeanGmv: row.meanGmv,
    uplift: upliftOrNull(row.wholeLogUplift, row.wholeStandardError, row.wholeDegrees, confidence),
    judgedUplift: upliftOrNull(
      row.judgedLogUplift,
      row.judgedStandardError,
      row.judgedDegrees,
      confidence,
    ),
    notEstimated:
      row.judgedReason === null
        ? null
        : { reason: row.judgedReason, detail: row.judgedDetail ?? '' },
    boughtShare: rounded(row.boughtShare),
    bigSession: row.bigSession,
    holds: row.holds.map(({ signal, value, threshold }) => ({
      signal,
      value: rounded(value),
      threshold: rounded(threshold),
    })),
    factors: factorsOf(row, { exposures, entries, watchMinutes }),
    clickThroughRate: quotient(entries, exposures),
    watchMinutesPerEntry: quotient(watchMinutes, entries),
    netGmvPerWatchMinute: quotient(Number(row.netGmv), watchMinutes),
    provenance,
  };
}

export function toBaselineSessionType(
  row: BaselineSessionRow,
  withMoney: boolean,
): BaselineSessionType {
  return {
    liveSessionId: publicId('LiveSession', row.sessionId),
    sessionCode: row.sessionCode,
    businessDate: row.businessDate,
    weight: rounded(row.weight),
    residual: rounded(row.residual),
    netGmvPerHour: withMoney ? roundHalfEven(row.netGmvPerHour, 2) : null,
  };
}

function upliftOrNull(
  log: number | null,
  standardError: number | null,
  degrees: number | null,
  confidence: number,
): UpliftType | null {
  if (log === null || standardError === null || degrees === null) return null;
  return upliftOf(log, standardError, degrees, confidence);
}

function factorsOf(
  row: SessionOutcomeRow,
  actual: { exposures: number; entries: number; watchMinutes: number },
): GmvFactorEffectType[] | null {
  if (!row.reference || row.expectedGmv === null) return null;
  const [exposures, clickThroughRate, watchMinutesPerEntry, netGmvPerWatchMinute, market] =
    row.reference as [number, number, number, number, number];
  const expected = Number(row.expectedGmv);
  const netGmv = Number(row.netGmv);
  const split = splitOutcome(
    { exposures, clickThroughRate, watchMinutesPerEntry, netGmvPerWatchMinute, market },
    expected,
    { ...actual, netGmv },
  );
  if (!split.estimable) return null;
  const parts = split.value.map(({ yuan }) => yuan);
  const shown = displayParts(parts, 2);
  return split.value.map((effect, i) => ({
    factor: effect.factor,
    expected: rounded(effect.expected),
    actual: rounded(effect.actual),
    yuan: shown[i]!.toFixed(2),
    multiplier: rounded(effect.multiplier),
  }));
}

function quotient(over: number, under: number): number | null {
  return under > 0 ? rounded(over / under) : null;
}
