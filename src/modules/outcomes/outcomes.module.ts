import { Module } from '@nestjs/common';
import { FeedModule } from '../feed/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { ProvidersModule } from '../providers/index.js';
import { LeapStore } from './leap.store.js';
import { MerchantGrowthService } from './merchant-growth.service.js';
import { MerchantGrowthStore } from './merchant-growth.store.js';
import { OutcomeComputationJob } from './jobs/outcome-computation.job.js';
import { OperatorRecordStep } from './operator-record.step.js';
import { OperatorRecordStore } from './operator-record.store.js';
import { OutcomeComputationService } from './outcome-computation.service.js';
import { OutcomeComputationStore } from './outcome-computation.store.js';
import { OutcomeSteps } from './outcome-steps.js';
import { SessionOutcomeGatherStore } from './session-outcome-gather.store.js';
import { SessionOutcomeStep } from './session-outcome.step.js';
import { SessionOutcomeStore } from './session-outcome.store.js';
import { ServiceEffectPartiesResolver } from './graphql/service-effect-parties.resolver.js';
import { ServiceEffectResolver } from './graphql/service-effect.resolver.js';
import { ServiceEffectComputationService } from './service-effect-computation.service.js';
import { ServiceEffectGatherStore } from './service-effect-gather.store.js';
import { ServiceEffectService } from './service-effect.service.js';
import { ServiceEffectStep } from './service-effect.step.js';
import { ServiceEffectStore } from './service-effect.store.js';

@Module({
  imports: [FeedModule, MerchantsModule, ProvidersModule],
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
    ServiceEffectGatherStore,
    ServiceEffectStore,
    ServiceEffectComputationService,
    ServiceEffectService,
    ServiceEffectStep,
    ServiceEffectResolver,
    ServiceEffectPartiesResolver,
  ],
  exports: [OutcomeComputationService, MerchantGrowthService],
})
export class OutcomesModule {}
