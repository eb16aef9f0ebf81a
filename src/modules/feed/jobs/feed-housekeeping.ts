import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../platform/context/request-context.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { businessDateOf } from '../../platform/kernel/business-date.js';
import { PolicyService } from '../../platform/policies/policy.service.js';
import { FactStore } from '../fact.store.js';
import { FeedLoadStore } from '../feed-load.store.js';
import { FEED_POLICY, feedPolicySchema } from '../feed-policy.js';
import { StagingStore } from '../staging.store.js';

const DAY = 86_400_000;

/**
 * Every hour: gives up loads whose merge has failed for good and frees what they staged, and lets session
 * minutes go that were kept as long as the policy says (counted from their load, so that a platform's past
 * can be brought in whole).
 */
@Injectable()
export class FeedHousekeeping implements OnModuleInit {
  private readonly logger = new Logger(FeedHousekeeping.name);

  constructor(
    private readonly registry: JobRegistry,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly loads: FeedLoadStore,
    private readonly staging: StagingStore,
    private readonly facts: FactStore,
  ) {}

  onModuleInit(): void {
    this.registry.schedule({
      name: 'feed.housekeeping',
      pattern: '17 * * * *',
      run: (context) => this.run(context),
    });
  }

  async run(context: RequestContext): Promise<void> {
    const { now } = context;
    const { body } = await this.policies.inForce(
      FEED_POLICY,
      feedPolicySchema,
      businessDateOf(now),
    );
    await this.unitOfWork.run(context, async (transaction) => {
      await this.staging.prepareForWholeFiles(transaction);
      const unmerged = new Date(now.getTime() - body.unmergedDays * DAY);
      const failed = await this.loads.failUnmerged(transaction, unmerged);
      for (const id of failed) await this.staging.drop(transaction, id);
      const expired = new Date(now.getTime() - body.minuteRetentionDays * DAY);
      const minutes = await this.facts.forgetMinutes(transaction, expired);
      if (failed.length + minutes > 0)
        this.logger.log({ failedLoads: failed.length, minutes }, 'feed housekeeping');
    });
  }
}
