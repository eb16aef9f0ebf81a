import { Module } from '@nestjs/common';
import { FeedModule } from '../feed/index.js';
import { MerchantsModule } from '../merchants/index.js';
import { ProvidersModule } from '../providers/index.js';
import { AttainmentStore } from './attainment.store.js';
import { AttainmentResolver } from './graphql/attainment.resolver.js';
import { LeapCreditResolver, LeapResolver } from './graphql/leap.resolver.js';
import { MerchantGrowthResolver } from './graphql/merchant-growth.resolver.js';
import { TierResolver } from './graphql/tier.resolver.js';
import { GrowthPolicies } from './growth-policies.js';
import { LeapListStore } from './leap-list.store.js';
import { LeapStore } from './leap.store.js';
import { MerchantGrowthService } from './merchant-growth.service.js';
import { MerchantGrowthReadingService } from './merchant-growth-reading.service.js';
import { MerchantGrowthStep } from './merchant-growth.step.js';
import { MerchantGrowthStore } from './merchant-growth.store.js';
import { MerchantMonthStore } from './merchant-month.store.js';
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
import { OutcomesExport } from './outcomes.export.js';
import { OutcomeSteps } from './outcome-steps.js';
import { SessionOutcomeGatherStore } from './session-outcome-gather.store.js';
import { SessionOutcomeService } from './session-outcome.service.js';
import { SessionOutcomeStep } from './session-outcome.step.js';
import { SessionOutcomeStore } from './session-outcome.store.js';
import { SalesAroundStore } from './sales-around.store.js';
import { TierService } from './tier.service.js';
import { TierStore } from './tier.store.js';
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
    OutcomesExport,
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
    MerchantGrowthStep,
    MerchantGrowthReadingService,
    MerchantMonthStore,
    LeapListStore,
    AttainmentStore,
    SalesAroundStore,
    GrowthPolicies,
    TierStore,
    TierService,
    MerchantGrowthResolver,
    LeapResolver,
    LeapCreditResolver,
    TierResolver,
    AttainmentResolver,
    ServiceEffectGatherStore,
    ServiceEffectStore,
    ServiceEffectComputationService,
    ServiceEffectService,
    ServiceEffectStep,
    ServiceEffectResolver,
    ServiceEffectPartiesResolver,
    SessionOutcomeService,
    OutcomeComputationResolver,
    SessionOutcomeResolver,
    OperatorRecordResolver,
    ProviderOutcomesResolver,
  ],
  exports: [OutcomeComputationService, MerchantGrowthService],
})
export class OutcomesModule {}
