import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { RequestContext } from '../../platform/context/request-context.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { BUSINESS_ZONE, businessDateOf } from '../../platform/kernel/business-date.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { PolicyService } from '../../platform/policies/policy.service.js';
import { DigestStore } from '../digest.store.js';
import { NOTIFICATION_POLICY, notificationPolicySchema } from '../notification-policy.js';
import { NotificationStore } from '../notification.store.js';

const DAY = 86_400_000;
const FORGET_AT_ONCE = 5_000;

/** Every hour: the day's digest once its hour has come, and the end of notices that were kept long enough. */
@Injectable()
export class NotificationHousekeeping implements OnModuleInit {
  private readonly logger = new Logger(NotificationHousekeeping.name);

  constructor(
    private readonly registry: JobRegistry,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly notifications: NotificationStore,
    private readonly digests: DigestStore,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.registry.schedule({
      name: 'notifications.digest',
      pattern: '5 * * * *',
      run: async (context) => void (await this.writeDigests(context)),
    });
    this.registry.schedule({
      name: 'notifications.forget',
      pattern: '41 * * * *',
      run: async (context) => void (await this.forget(context)),
    });
  }

  /**
   * Writes the digests of the business day and says so by `notifications.digests_written`, for whoever sends
   * mail: the rows are read by day. Repeated, it adds only accounts that had nothing before.
   *
   * @returns how many accounts got one
   */
  async writeDigests(context: RequestContext): Promise<number> {
    const { now } = context;
    const policy = await this.policy(context);
    if (DateTime.fromJSDate(now, { zone: BUSINESS_ZONE }).hour < policy.digestFromHour) return 0;
    const digestOn = businessDateOf(now);
    return this.unitOfWork.run(context, async (transaction) => {
      const accounts = await this.digests.write(transaction, {
        digestOn,
        dueBefore: new Date(now.getTime() + policy.dueWithinDays * DAY),
        lists: policy.digestLists,
        at: now,
      });
      if (accounts > 0)
        await this.outbox.publish(transaction, {
          kind: 'notifications.digests_written',
          payload: { digestOn, accounts },
        });
      return accounts;
    });
  }

  /** @returns how many notices were forgotten */
  async forget(context: RequestContext): Promise<number> {
    const { keepDays } = await this.policy(context);
    const before = new Date(context.now.getTime() - keepDays * DAY);
    let forgotten = 0;
    for (;;) {
      const some = await this.unitOfWork.run(context, (transaction) =>
        this.notifications.forget(transaction, before, FORGET_AT_ONCE),
      );
      forgotten += some;
      if (some < FORGET_AT_ONCE) break;
    }
    if (forgotten > 0) this.logger.log({ forgotten }, 'notices forgotten');
    return forgotten;
  }

  private async policy({ now }: RequestContext) {
    const date = businessDateOf(now);
    return (await this.policies.inForce(NOTIFICATION_POLICY, notificationPolicySchema, date)).body;
  }
}
