import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { CompiledPlans } from './compiled-plans.js';
import { DirectAnswers } from './direct-answers.js';

@Module({
  imports: [LimitsModule],
  providers: [CompiledPlans, DirectAnswers],
  exports: [CompiledPlans, DirectAnswers],
})
export class ExecutionModule {}
