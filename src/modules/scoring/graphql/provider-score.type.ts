import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateScalar, DecimalScalar } from '../../../graphql/scalars.js';
import { enumOf, ForceEnum } from '../../../graphql/vocabulary.js';
import type { Force } from '../../platform/kernel/vocabulary.js';
import {
  GATE_STATES,
  INDICATOR_STATUSES,
  type IndicatorStatus,
} from '../domain/provider-result.js';
import type { ScoreExplanation } from '../provider-score.service.js';
import { UnscoredReasonType } from './board.type.js';

const IndicatorStatusEnum = enumOf(INDICATOR_STATUSES, {
  name: 'IndicatorStatus',
  description:
    'VALUE: it counts. TOO_FEW: below the minimum sample. NO_DATA: nothing to divide by. SOURCE_NOT_AVAILABLE: nobody records it yet.',
});
const GateStateEnum = enumOf(GATE_STATES, {
  name: 'GateState',
  description: 'Whether a gate of the model is passed, failed or cannot be asked yet.',
});
const IndicatorKindEnum = enumOf(['LEVEL', 'CHANGE'] as const, {
  name: 'IndicatorKind',
  description: 'The value itself, or its change against the merchants’ own past.',
});
const IndicatorDirectionEnum = enumOf(['HIGHER_IS_BETTER', 'LOWER_IS_BETTER'] as const, {
  name: 'IndicatorDirection',
  description: 'Which way an indicator points.',
});

@ObjectType('PeerDistribution', {
  description: 'How the peer group lies; only of five providers or more.',
})
export class PeerDistributionType {
  @Field(() => Int) n!: number;
  @Field(() => Float) mean!: number;
  @Field(() => Float) p5!: number;
  @Field(() => Float) p25!: number;
  @Field(() => Float) median!: number;
  @Field(() => Float) p75!: number;
  @Field(() => Float) p95!: number;
}

@ObjectType({ isAbstract: true })
abstract class ExplainedPart {
  @Field() code!: string;
  @Field({ description: 'In the language of Accept-Language.' }) label!: string;
  @Field(() => Float, {
    description: 'Share of the whole score in percent; indicators add up to 100.',
  })
  weight!: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'Points above (below) the peers’ reference. Children add up to their parent, all of them to score − reference.',
  })
  contribution!: number | null;
}

@ObjectType('IndicatorScore', { description: 'One indicator, from its raw value to its points.' })
export class IndicatorScoreType extends ExplainedPart {
  @Field(() => String, { nullable: true, description: 'Of the raw value.' }) unit!: string | null;
  @Field(() => IndicatorStatusEnum) status!: IndicatorStatus;
  @Field(() => IndicatorKindEnum) kind!: 'LEVEL' | 'CHANGE';
  @Field(() => IndicatorDirectionEnum) direction!: 'HIGHER_IS_BETTER' | 'LOWER_IS_BETTER';
  @Field(() => Float, { nullable: true }) raw!: number | null;
  @Field(() => Int, { description: 'Operated sessions behind it.' }) sessions!: number;
  @Field(() => Int, { description: 'Distinct merchants behind it.' }) merchants!: number;
  @Field(() => Int, {
    description: 'Sessions, merchant-days, engagements or a fed sample size, as the source has it.',
  })
  observations!: number;
  @Field(() => Float, { nullable: true, description: 'After winsorising.' })
  treated!: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'After a small sample was drawn toward the peers’ mean.',
  })
  shrunken!: number | null;
  @Field(() => Float, { nullable: true, description: 'Share of its own evidence that it kept.' })
  reliability!: number | null;
  @Field(() => Float, { description: 'Goalpost, frozen in the model version.' }) low!: number;
  @Field(() => Float, { description: 'Goalpost, frozen in the model version.' }) high!: number;
  @Field(() => Float, { nullable: true, description: '0 to 100 between the goalposts.' })
  normalised!: number | null;
  @Field(() => Float, { description: 'Where the peers’ median stands between the goalposts.' })
  reference!: number;
  @Field(() => Float, { nullable: true, description: 'Share of the peers left behind, 0 to 1.' })
  percentile!: number | null;
  @Field(() => PeerDistributionType, { nullable: true }) peers!: PeerDistributionType | null;
}

@ObjectType('ModuleScore', { description: 'A module of a force, with its indicators.' })
export class ModuleScoreType extends ExplainedPart {
  @Field(() => Float, { nullable: true }) score!: number | null;
  @Field(() => Float) coverage!: number;
  @Field(() => [IndicatorScoreType]) indicators!: IndicatorScoreType[];
}

@ObjectType('ForceExplanation', {
  description: 'A force with its modules, or straight with its indicators, as the model has it.',
})
export class ForceExplanationType extends ExplainedPart {
  @Field(() => ForceEnum) force!: Force;
  @Field(() => Float, { nullable: true }) score!: number | null;
  @Field(() => Float) coverage!: number;
  @Field(() => [ModuleScoreType]) modules!: ModuleScoreType[];
  @Field(() => [IndicatorScoreType]) indicators!: IndicatorScoreType[];
}

@ObjectType('GateResult', {
  description: 'A gate of the model: shown beside the score, not in it.',
})
export class GateResultType {
  @Field() code!: string;
  @Field() label!: string;
  @Field(() => GateStateEnum) state!: (typeof GATE_STATES)[number];
  @Field(() => Float, { nullable: true }) value!: number | null;
}

@ObjectType('IndicatorMovement', { description: 'Points of a change that one indicator made.' })
export class IndicatorMovementType {
  @Field() code!: string;
  @Field(() => Float) points!: number;
}

@ObjectType('ScoreMovement', {
  description: 'What changed since the run before. Indicators and evidence add up to the change.',
})
export class ScoreMovementType {
  @Field(() => DateScalar) previousCutoff!: string;
  @Field(() => Float, { nullable: true }) previousScore!: number | null;
  @Field(() => Int, { nullable: true }) previousRank!: number | null;
  @Field(() => Float, { nullable: true }) change!: number | null;
  @Field({ description: 'Another model version: the change is not the provider’s alone.' })
  methodChanged!: boolean;
  @Field(() => [IndicatorMovementType]) indicators!: readonly IndicatorMovementType[];
  @Field(() => Float, {
    nullable: true,
    description: 'From indicators that entered one of the two scores only.',
  })
  evidencePoints!: number | null;
}

@ObjectType('ProviderScore', { description: 'A score opened down to its indicators and sessions.' })
export class ProviderScoreType {
  readonly providerId!: string;
  readonly explanation!: ScoreExplanation;
  @Field(() => ID) runId!: string;
  @Field() modelCode!: string;
  @Field(() => Int) modelVersion!: number;
  @Field(() => DateScalar, { description: 'First day of the window.' }) firstDay!: string;
  @Field(() => DateScalar, { description: 'Last day of the window.' }) cutoff!: string;
  @Field({ description: 'The load as of which rows were read.' }) loadNumber!: string;
  @Field(() => DecimalScalar, { nullable: true, description: 'Null: not enough evidence.' })
  score!: string | null;
  @Field(() => Int, { nullable: true, description: 'Among all that the model scored.' })
  rank!: number | null;
  @Field(() => Float) coverage!: number;
  @Field() newcomer!: boolean;
  @Field({ description: 'Focus, main category and modal tier, as far as the group goes.' })
  peerGroup!: string;
  @Field(() => Float, {
    nullable: true,
    description: 'The peers’ median on the same indicators, scored the same way.',
  })
  reference!: number | null;
  @Field(() => [ForceExplanationType]) forces!: ForceExplanationType[];
  @Field(() => [UnscoredReasonType]) reasons!: UnscoredReasonType[];
  @Field(() => [GateResultType]) gates!: GateResultType[];
  @Field(() => ScoreMovementType, { nullable: true }) movement!: ScoreMovementType | null;
}
