import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { symmetricInterval } from '../../../statistics/distributions/index.js';
import { roundHalfEven } from '../../../statistics/numeric/index.js';
import { DateScalar } from '../../../graphql/scalars.js';

const DECIMALS = 6;

export function rounded(value: number): number {
  return roundHalfEven(value, DECIMALS);
}

@ObjectType('Interval', { description: 'From lower to upper, both included.' })
export class IntervalType {
  @Field(() => Float) lower!: number;
  @Field(() => Float) upper!: number;
}

@ObjectType('Uplift', {
  description: 'A ratio of medians minus one: 0.3 is 30 % above expectation. Not a mean of ratios.',
})
export class UpliftType {
  @Field(() => Float) uplift!: number;
  @Field(() => IntervalType, { description: 'At the policy’s confidence (95 %).' })
  interval!: IntervalType;
}

/** From logs to ratios minus one. */
export function toUplift(log: number, lower: number, upper: number): UpliftType {
  return { uplift: rounded(Math.expm1(log)), interval: toInterval(lower, upper) };
}

export function toInterval(lower: number, upper: number): IntervalType {
  return { lower: ratio(lower), upper: ratio(upper) };
}

/** An uncertain log may have an interval without an end worth printing. */
function ratio(log: number): number {
  return rounded(Math.min(1e9, Math.expm1(log)));
}

export function upliftOf(
  log: number,
  standardError: number,
  degreesOfFreedom: number,
  confidence: number,
): UpliftType {
  const { lower, upper } = symmetricInterval(log, standardError, confidence, degreesOfFreedom);
  return toUplift(log, lower, upper);
}

@ObjectType('Provenance', { description: 'How a figure was made.' })
export class ProvenanceType {
  @Field(() => Int, { description: 'Version of the policy `outcomes`.' }) policyVersion!: number;
  @Field(() => DateScalar, { description: 'The last day that counts.' }) asOf!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The load of the feed as of which rows were read.',
  })
  loadNumber!: string | null;
}
