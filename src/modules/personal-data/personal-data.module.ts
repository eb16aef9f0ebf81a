import { Module } from '@nestjs/common';
import { FilesModule } from '../files/index.js';
import { DataExportService } from './data-export.service.js';
import { DataExportStore } from './data-export.store.js';
import { PersonalDataResolver } from './graphql/personal-data.resolver.js';
import { DataExportJob } from './jobs/data-export.job.js';
import { PersonalDataService } from './personal-data.service.js';
import { PersonalDataStore } from './personal-data.store.js';
import { SubjectKeys } from './subject-keys.js';

@Module({
  imports: [FilesModule],
  providers: [
    DataExportJob,
    DataExportService,
    DataExportStore,
    PersonalDataResolver,
    PersonalDataService,
    PersonalDataStore,
    SubjectKeys,
  ],
  exports: [PersonalDataService, SubjectKeys],
})
export class PersonalDataModule {}
