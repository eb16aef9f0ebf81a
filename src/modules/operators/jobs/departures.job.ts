import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { systemContext } from '../../platform/context/request-context.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { dailyAt } from '../../platform/jobs/timetable.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { DepartureService } from '../departure.service.js';
import { EMPLOYMENTS_IMPORTED } from '../operators.dataset.js';

export const END_LAPSED_MEMBERSHIPS = 'operators.end_lapsed_memberships';

const providerStateChanged = z.object({
  providerId: z.uuid(),
  to: z.string(),
  effectiveOn: z.iso.date(),
});

/** When operators leave: every night those whose last day was yesterday, and at once after what ends many. */
@Injectable()
export class DeparturesJob {
  constructor(departures: DepartureService, jobs: JobRegistry, outbox: Outbox, clock: Clock) {
    jobs.schedule({
      name: END_LAPSED_MEMBERSHIPS,
      pattern: dailyAt('00:05'),
      run: async (context) => void (await departures.endAllLapsed(context)),
    });
    outbox.on(EMPLOYMENTS_IMPORTED, 'operators.end-lapsed-memberships', async () => {
      await departures.endAllLapsed(systemContext('employments-imported', clock.now()));
    });
    outbox.on('provider.state_changed', 'operators.leave-exited-provider', async (payload) => {
      const { providerId, to, effectiveOn } = providerStateChanged.parse(payload);
      if (to !== 'EXITED') return;
      const context = systemContext('provider-exited', clock.now());
      await departures.leaveProvider(context, providerId, effectiveOn);
    });
  }
}
