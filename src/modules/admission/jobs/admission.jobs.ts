import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { dailyAt } from '../../platform/jobs/timetable.js';
import { DRY_RUN_JOB } from '../admission-policy-draft.service.js';
import { AdmissionPolicyTrial } from '../admission-policy-trial.service.js';
import { StandingCheckService } from '../standing-check.service.js';

export const DAILY_CHECK = 'admission.daily_check';

/** The trial of a policy when staff ask for it, and every night the check of everybody's standing. */
@Injectable()
export class AdmissionJobs implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly trial: AdmissionPolicyTrial,
    private readonly checks: StandingCheckService,
  ) {}

  onModuleInit(): void {
    this.registry.register(DRY_RUN_JOB, (job, { dryRunId }) =>
      this.trial.run(job, String(dryRunId)),
    );
    this.registry.schedule({
      name: DAILY_CHECK,
      pattern: dailyAt('00:20'),
      run: async (context) => void (await this.checks.run(context)),
    });
  }
}
