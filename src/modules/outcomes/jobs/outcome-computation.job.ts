import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { dailyAt } from '../../platform/jobs/timetable.js';
import { OUTCOME_JOB, OutcomeComputationService } from '../outcome-computation.service.js';

/** After the night's feed is in. */
const DAILY_AT = '06:30';

@Injectable()
export class OutcomeComputationJob implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly computations: OutcomeComputationService,
  ) {}

  onModuleInit(): void {
    this.registry.register(OUTCOME_JOB, (job, { computationId }) =>
      this.computations.compute(job.context, String(computationId), (fraction, step) =>
        job.progress(fraction, step),
      ),
    );
    this.registry.schedule({
      name: 'outcomes',
      pattern: dailyAt(DAILY_AT),
      // One that is running, or a feed that is still empty, is no failure of the schedule.
      run: async (context) => void (await this.computations.start(context, { full: false })),
    });
  }
}
