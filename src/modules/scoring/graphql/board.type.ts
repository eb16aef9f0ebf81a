import { ArgsType, Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { DecimalScalar } from '../../../graphql/scalars.js';
import { enumOf, ForceEnum } from '../../../graphql/vocabulary.js';
import { ProviderFocusEnum } from '../../providers/index.js';
import { inLocale, type Locale, type LocalisedText } from '../../platform/kernel/result.js';
import type { Force } from '../../platform/kernel/vocabulary.js';
import {
  UNSCORED_REASONS,
  type ForceResult,
  type UnscoredReason,
} from '../domain/provider-result.js';
import type { BoardRow, ProviderAhead } from '../provider-score.store.js';

const UnscoredReasonEnum = enumOf(UNSCORED_REASONS, {
  name: 'UnscoredReasonCode',
  description: 'What is missing before a provider can be scored.',
});

@ArgsType()
export class BoardArgs extends PageArgs {
  @Field({ description: '`five-force` or `eleven-module`.' })
  @MaxLength(60)
  modelCode!: string;
  @Field({ nullable: true, description: 'A category, or a parent category with all below it.' })
  @IsOptional()
  @MaxLength(60)
  categoryCode?: string;
  @Field(() => ProviderFocusEnum, { nullable: true })
  focus?: string;
}

@ObjectType('ForceScore', { description: 'A provider’s score in one force.' })
export class ForceScoreType {
  @Field(() => ForceEnum) force!: Force;
  @Field(() => Float, { nullable: true, description: '0 to 100; null: not enough evidence.' })
  score!: number | null;
  @Field(() => Float, { description: 'Share of the force’s weight for which there is evidence.' })
  coverage!: number;
}

@ObjectType('BoardEntry', { description: 'A ranked provider.' })
export class BoardEntryType {
  readonly providerId!: string;
  /** What the board's statement brought along. */
  readonly providerAhead?: ProviderAhead;
  @Field(() => Int, {
    description: 'Among all that the arguments leave; equal scores share a rank: 1, 2, 2, 4.',
  })
  rank!: number;
  @Field(() => DecimalScalar, { description: '0 to 100 with six decimals.' }) score!: string;
  @Field(() => Float) coverage!: number;
  @Field({ description: 'Admitted within the window of the run.' }) newcomer!: boolean;
  @Field(() => [ForceScoreType]) forces!: ForceScoreType[];
}

@ObjectType()
export class BoardConnection extends Connection(BoardEntryType, 'BoardEntry') {}

@ObjectType('UnscoredReason', { description: 'One thing that is missing.' })
export class UnscoredReasonType {
  @Field(() => UnscoredReasonEnum) code!: UnscoredReason['code'];
  @Field({ description: 'In the language of Accept-Language.' }) message!: string;
}

@ObjectType('UnscoredProvider', { description: 'A provider without enough evidence for a score.' })
export class UnscoredProviderType {
  readonly providerId!: string;
  @Field({ description: 'Admitted within the window of the run: new, unscored.' })
  newcomer!: boolean;
  @Field(() => Float) coverage!: number;
  @Field(() => [ForceScoreType]) forces!: ForceScoreType[];
  @Field(() => [UnscoredReasonType]) reasons!: UnscoredReasonType[];
}

@ObjectType()
export class UnscoredProviderConnection extends Connection(
  UnscoredProviderType,
  'UnscoredProvider',
) {}

export function toBoardEntryType(row: BoardRow): BoardEntryType {
  return {
    providerId: row.providerId,
    rank: row.place!,
    score: row.score!,
    coverage: Number(row.coverage),
    newcomer: row.newcomer,
    // Not read, and then nobody asks for them.
    forces: row.forces?.map(toForceScoreType),
    providerAhead: row.providerAhead,
  };
}

export function toUnscoredProviderType(row: BoardRow, locale: Locale): UnscoredProviderType {
  return {
    providerId: row.providerId,
    newcomer: row.newcomer,
    coverage: Number(row.coverage),
    forces: row.forces.map(toForceScoreType),
    reasons: row.reasons.map((reason) => toUnscoredReasonType(reason, locale)),
  };
}

export function toUnscoredReasonType(reason: UnscoredReason, locale: Locale): UnscoredReasonType {
  return { code: reason.code, message: inLocale(messageOf(reason), locale) };
}

function toForceScoreType({ code, score, coverage }: ForceResult): ForceScoreType {
  return { force: code as Force, score, coverage };
}

function messageOf({ code, force, has, needs }: UnscoredReason): LocalisedText {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  switch (code) {
    case 'TOO_FEW_SESSIONS':
      return {
        en: `${has} verified sessions claimed in time, ${needs} are needed. Claim sessions before they start.`,
        zh: `窗口内及时登记并核验的场次为 ${has} 场，至少需要 ${needs} 场。请在开播前登记操盘场次。`,
      };
    case 'TOO_FEW_MERCHANTS':
      return {
        en: `Sessions of ${has} merchants, ${needs} are needed.`,
        zh: `有操盘场次的商家为 ${has} 家，至少需要 ${needs} 家。`,
      };
    case 'COVERAGE':
      return {
        en: `Forces with a score hold ${percent(has)} of the weight, ${percent(needs)} are needed.`,
        zh: `已有得分的能力占权重 ${percent(has)}，至少需要 ${percent(needs)}。`,
      };
    case 'FORCE_COVERAGE':
      return {
        en: `${force}: evidence for ${percent(has)} of its weight, ${percent(needs)} are needed.`,
        zh: `${force}：有证据的权重为 ${percent(has)}，至少需要 ${percent(needs)}。`,
      };
  }
}
