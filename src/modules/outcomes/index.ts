export { OutcomeComputationService } from './outcome-computation.service.js';
export { OutcomesModule } from './outcomes.module.js';
