import { Module } from '@nestjs/common';
import { FeedModule } from '../feed/index.js';
import { OutcomeComputationJob } from './jobs/outcome-computation.job.js';
import { OperatorRecordStep } from './operator-record.step.js';
import { OperatorRecordStore } from './operator-record.store.js';
import { OutcomeComputationService } from './outcome-computation.service.js';
import { OutcomeComputationStore } from './outcome-computation.store.js';
import { OutcomeSteps } from './outcome-steps.js';
import { SessionOutcomeGatherStore } from './session-outcome-gather.store.js';
import { SessionOutcomeStep } from './session-outcome.step.js';
import { SessionOutcomeStore } from './session-outcome.store.js';

@Module({
  imports: [FeedModule],
  providers: [
    OutcomeSteps,
    OutcomeComputationStore,
    OutcomeComputationService,
    OutcomeComputationJob,
    SessionOutcomeGatherStore,
    SessionOutcomeStore,
    SessionOutcomeStep,
    OperatorRecordStore,
    OperatorRecordStep,
  ],
  exports: [OutcomeComputationService],
})
export class OutcomesModule {}
