import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { dailyAt } from '../../platform/jobs/timetable.js';
import { ConductMomentsService } from '../conduct-moments.service.js';

@Injectable()
export class ConductMomentsJob implements OnModuleInit {
  constructor(
    private readonly moments: ConductMomentsService,
    private readonly registry: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.registry.schedule({
      name: 'admission.restriction_moments',
      pattern: '*/5 * * * *',
      run: async (context) => {
        await this.moments.tellOfRestrictions(context);
        await this.moments.expel(context);
      },
    });
    this.registry.schedule({
      name: 'admission.deposit_top_ups',
      pattern: dailyAt('00:40'),
      run: async (context) => void (await this.moments.askForTopUps(context)),
    });
  }
}
