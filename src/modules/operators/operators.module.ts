import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { FilesModule } from '../files/index.js';
import { PersonalDataModule } from '../personal-data/index.js';
import { ProvidersModule } from '../providers/index.js';
import { DepartureService } from './departure.service.js';
import { EmploymentStore } from './employment.store.js';
import { IdentityResolver } from './graphql/identity.resolver.js';
import { OperatorResolver } from './graphql/operator.resolver.js';
import { ProviderOperatorsResolver } from './graphql/provider-operators.resolver.js';
import { IdentityService } from './identity.service.js';
import { IdentityStore } from './identity.store.js';
import { DeparturesJob } from './jobs/departures.job.js';
import { OperatorImportStore } from './operator-import.store.js';
import { OperatorsDataset } from './operators.dataset.js';
import { OperatorService } from './operator.service.js';
import { OperatorStore } from './operator.store.js';
import { OperatorExport } from './operator.export.js';

@Module({
  imports: [AuthModule, FilesModule, PersonalDataModule, ProvidersModule],
  providers: [
    OperatorExport,
    OperatorService,
    OperatorStore,
    EmploymentStore,
    DepartureService,
    DeparturesJob,
    IdentityService,
    IdentityStore,
    IdentityResolver,
    OperatorImportStore,
    OperatorsDataset,
    OperatorResolver,
    ProviderOperatorsResolver,
  ],
  exports: [OperatorService],
})
export class OperatorsModule {}
