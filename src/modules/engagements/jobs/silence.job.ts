import { Injectable } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { SessionAnswerService } from '../session-answer.service.js';

export const CONFIRM_BY_SILENCE = 'engagements.confirm_by_silence';

/** Lets silence confirm sessions soon after their merchants' time is over. */
@Injectable()
export class SilenceJob {
  constructor(answers: SessionAnswerService, jobs: JobRegistry) {
    jobs.schedule({
      name: CONFIRM_BY_SILENCE,
      pattern: '*/10 * * * *',
      run: async (context) => void (await answers.confirmSilent(context)),
    });
  }
}
