import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/index.js';
import { ProgrammeResolver } from './graphql/programme.resolver.js';
import {
  ProgrammeStandingResolver,
  ProgrammeTargetResolver,
} from './graphql/programme-progress.resolver.js';
import { StandingExportController } from './http/standing-export.controller.js';
import { ProgrammeProgressJob } from './jobs/programme-progress.job.js';
import { ProgrammeProgressService } from './programme-progress.service.js';
import { ProgrammeProgressStore } from './programme-progress.store.js';
import { ProgrammeService } from './programme.service.js';
import { ProgrammeStore } from './programme.store.js';

@Module({
  imports: [ProvidersModule],
  controllers: [StandingExportController],
  providers: [
    ProgrammeStore,
    ProgrammeService,
    ProgrammeProgressStore,
    ProgrammeProgressService,
    ProgrammeProgressJob,
    ProgrammeResolver,
    ProgrammeTargetResolver,
    ProgrammeStandingResolver,
  ],
  exports: [ProgrammeService, ProgrammeProgressService],
})
export class ProgrammesModule {}
