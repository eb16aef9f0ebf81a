import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { systemContext } from '../../platform/context/request-context.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { ProgrammeProgressService } from '../programme-progress.service.js';
import { PROGRAMME_APPROVED } from '../programme.service.js';

/** Progress follows merchants' growth, and a programme that was just approved has it at once. */
@Injectable()
export class ProgrammeProgressJob {
  constructor(progress: ProgrammeProgressService, outbox: Outbox, clock: Clock) {
    const refresh = async (): Promise<void> => {
      await progress.refresh(systemContext('programme-progress', clock.now()));
    };
    outbox.on('outcomes.merchant_growth_computed', 'programmes.growth-computed', refresh);
    outbox.on(PROGRAMME_APPROVED, 'programmes.approved', refresh);
  }
}
