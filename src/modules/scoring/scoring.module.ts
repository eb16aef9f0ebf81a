import { Module } from '@nestjs/common';
import { FeedModule } from '../feed/index.js';
import { ProvidersModule } from '../providers/index.js';
import { BoardResolver } from './graphql/board.resolver.js';
import { PROVIDER_FIELDS } from './graphql/provider-field.resolver.js';
import { ProviderScoreResolver } from './graphql/provider-score.resolver.js';
import { ScoringRunResolver } from './graphql/scoring-run.resolver.js';
import { CapabilityModelStore } from './capability-model.store.js';
import { EvidenceStore } from './evidence.store.js';
import { ProviderScoreService } from './provider-score.service.js';
import { ProviderScoreStore } from './provider-score.store.js';
import { ScoringComputationService } from './scoring-computation.service.js';
import { ScoringEngine } from './scoring-engine.js';
import { ScoringRunService } from './scoring-run.service.js';
import { ScoringRunStore } from './scoring-run.store.js';
import { ScoringRunJob } from './jobs/scoring-run.job.js';

@Module({
  imports: [FeedModule, ProvidersModule],
  providers: [
    CapabilityModelStore,
    EvidenceStore,
    ProviderScoreStore,
    ScoringRunStore,
    ScoringEngine,
    ScoringRunService,
    ScoringComputationService,
    ProviderScoreService,
    ScoringRunJob,
    ScoringRunResolver,
    BoardResolver,
    ProviderScoreResolver,
    ...PROVIDER_FIELDS,
  ],
  exports: [ScoringRunService, ScoringComputationService, ProviderScoreService],
})
export class ScoringModule {}
