import { Module } from '@nestjs/common';
import { EmploymentStore } from './employment.store.js';
import { OperatorResolver } from './graphql/operator.resolver.js';
import { ProviderOperatorsResolver } from './graphql/provider-operators.resolver.js';
import { OperatorService } from './operator.service.js';
import { OperatorStore } from './operator.store.js';

@Module({
  providers: [
    OperatorService,
    OperatorStore,
    EmploymentStore,
    OperatorResolver,
    ProviderOperatorsResolver,
  ],
  exports: [OperatorService],
})
export class OperatorsModule {}
