import { Module } from '@nestjs/common';
import { FeedModule } from '../feed/index.js';
import { LeapStore } from './leap.store.js';
import { MerchantGrowthService } from './merchant-growth.service.js';
import { MerchantGrowthStore } from './merchant-growth.store.js';
import { OutcomeComputationResolver } from './graphql/outcome-computation.resolver.js';
import { SessionOutcomeResolver } from './graphql/session-outcome.resolver.js';
import {
  OperatorRecordResolver,
  ProviderOutcomesResolver,
} from './graphql/uplift-record.resolver.js';
import { OutcomeComputationJob } from './jobs/outcome-computation.job.js';
import { OperatorRecordStep } from './operator-record.step.js';
import { OperatorRecordStore } from './operator-record.store.js';
import { OutcomeComputationService } from './outcome-computation.service.js';
import { OutcomeComputationStore } from './outcome-computation.store.js';
import { OutcomeSteps } from './outcome-steps.js';
import { SessionOutcomeGatherStore } from './session-outcome-gather.store.js';
import { SessionOutcomeService } from './session-outcome.service.js';
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
    LeapStore,
    MerchantGrowthStore,
    MerchantGrowthService,
    SessionOutcomeService,
    OutcomeComputationResolver,
    SessionOutcomeResolver,
    OperatorRecordResolver,
    ProviderOutcomesResolver,
  ],
  exports: [OutcomeComputationService, MerchantGrowthService],
})
export class OutcomesModule {}
