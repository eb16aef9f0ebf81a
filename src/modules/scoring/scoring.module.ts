import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/index.js';
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
  imports: [ProvidersModule],
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
  ],
  exports: [ScoringRunService, ScoringComputationService, ProviderScoreService],
})
export class ScoringModule {}
