import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ServiceSpan } from '../domain/run-setting.js';
import type { EngagementStatistics, ProviderStatistics } from '../domain/statistics.js';
import { ScoringRun } from './scoring-run.entity.js';

/** A provider of a run: what it stands on in the registry, and its sufficient statistics. */
@Entity('scoring_subject')
export class ScoringSubject {
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'scoring_subject_pkey' })
  @ForeignKey(() => ScoringRun, { name: 'scoring_subject_run' })
  runId!: string;

  @PrimaryColumn('uuid', { name: 'provider_id', primaryKeyConstraintName: 'scoring_subject_pkey' })
  @ForeignKey('Provider', { name: 'scoring_subject_provider' })
  providerId!: string;

  @Column('text')
  focus!: string;

  @Column('text', { name: 'main_category_code' })
  mainCategoryCode!: string;

  @Column('boolean')
  newcomer!: boolean;

  @Column('uuid', { name: 'operated_session_ids', array: true })
  operatedSessionIds!: readonly string[];

  @Column('uuid', { name: 'session_ids', array: true })
  sessionIds!: readonly string[];

  @Column('jsonb', { name: 'service_spans' })
  serviceSpans!: readonly ServiceSpan[];

  @Column('jsonb')
  engagements!: EngagementStatistics;

  @Column('jsonb', { nullable: true })
  statistics!: ProviderStatistics | null;

  /** Of the canonical JSON of the statistics. */
  @Column('text', { name: 'statistics_sha256', nullable: true })
  statisticsSha256!: string | null;
}
