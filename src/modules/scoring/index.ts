export { ProviderScoreService } from './provider-score.service.js';
export { ScoringComputationService } from './scoring-computation.service.js';
export { ScoringModule } from './scoring.module.js';
export { ScoringRunService } from './scoring-run.service.js';
