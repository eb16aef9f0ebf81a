import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ForceResult, UnscoredReason } from '../domain/provider-result.js';
import type { ScoreDetail } from '../domain/run-setting.js';
import { ScoringRun } from './scoring-run.entity.js';

@Entity('provider_score')
@Unique('provider_score_one', ['runId', 'modelCode', 'providerId'])
@Index('provider_score_ranking', ['runId', 'modelCode', 'score', 'providerId'])
@Index('provider_score_provider_id', ['providerId'])
export class ProviderScore {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'provider_score_pkey' })
  id!: string;

  @Column('uuid', { name: 'run_id' })
  @ForeignKey(() => ScoringRun, { name: 'provider_score_run' })
  runId!: string;

  @Column('text', { name: 'model_code' })
  modelCode!: string;

  @Column('int', { name: 'model_version' })
  modelVersion!: number;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', { name: 'provider_score_provider' })
  providerId!: string;

  @Column('text')
  focus!: string;

  @Column('text', { name: 'main_category_code' })
  mainCategoryCode!: string;

  @Column('boolean')
  newcomer!: boolean;

  /** Null: not enough evidence. */
  @Column('numeric', { precision: 9, scale: 6, nullable: true })
  score!: string | null;

  /** Standard competition rank of the published score among all that the model scored in the run. */
  @Column('int', { nullable: true })
  rank!: number | null;

  @Column('numeric', { precision: 7, scale: 6 })
  coverage!: string;

  @Column('jsonb')
  forces!: readonly ForceResult[];

  @Column('jsonb')
  reasons!: readonly UnscoredReason[];

  @Column('jsonb')
  detail!: ScoreDetail;

  @Column('text', { name: 'result_sha256' })
  resultSha256!: string;
}
