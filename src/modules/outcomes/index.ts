export { MerchantGrowthService, type GrowthRequest } from './merchant-growth.service.js';
export { OutcomeComputationService } from './outcome-computation.service.js';
export { OutcomesModule } from './outcomes.module.js';
