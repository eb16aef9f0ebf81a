import { Module } from '@nestjs/common';
import { FilesModule } from '../files/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PersonalDataModule } from '../personal-data/index.js';
import { ProvidersModule } from '../providers/index.js';
import { ReferenceModule } from '../reference/index.js';
import { ADMISSION_PROVIDERS } from './admission.providers.js';
import { ConductModule } from './conduct.module.js';
import { ADMISSION_RESOLVERS } from './graphql/resolvers.js';
import { ReviewController } from './http/review.controller.js';
import { StandingModule } from './standing.module.js';

@Module({
  imports: [
    ConductModule,
    StandingModule,
    ProvidersModule,
    ReferenceModule,
    FilesModule,
    NotificationsModule,
    PersonalDataModule,
  ],
  controllers: [ReviewController],
  providers: [...ADMISSION_PROVIDERS, ...ADMISSION_RESOLVERS],
  exports: [ConductModule, StandingModule],
})
export class AdmissionModule {}
