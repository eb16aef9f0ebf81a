import { Module } from '@nestjs/common';
import { PersonalDataResolver } from './graphql/personal-data.resolver.js';
import { PersonalDataService } from './personal-data.service.js';
import { PersonalDataStore } from './personal-data.store.js';
import { SubjectKeys } from './subject-keys.js';

@Module({
  providers: [PersonalDataResolver, PersonalDataService, PersonalDataStore, SubjectKeys],
  exports: [PersonalDataService, SubjectKeys],
})
export class PersonalDataModule {}
