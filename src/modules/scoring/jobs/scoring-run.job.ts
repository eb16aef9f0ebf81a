import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { ScoringComputationService } from '../scoring-computation.service.js';
import { SCORING_JOB } from '../scoring-run.service.js';

@Injectable()
export class ScoringRunJob implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly computation: ScoringComputationService,
  ) {}

  onModuleInit(): void {
    this.registry.register(SCORING_JOB, async (job, { runId }) =>
      this.computation.compute(job.context, String(runId), (fraction, step) =>
        job.progress(fraction, step),
      ),
    );
  }
}
