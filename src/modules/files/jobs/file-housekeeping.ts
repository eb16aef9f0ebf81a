import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { RequestContext } from '../../platform/context/request-context.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { businessDateOf } from '../../platform/kernel/business-date.js';
import { PolicyService } from '../../platform/policies/policy.service.js';
import { FILE_POLICY, filePolicySchema } from '../file-policy.js';
import { FileService } from '../file.service.js';
import { FileStore } from '../file.store.js';

const AT_ONCE = 200;

/** Every hour: drops files that nobody attached in time, and uploads whose process died. */
@Injectable()
export class FileHousekeeping implements OnModuleInit {
  private readonly logger = new Logger(FileHousekeeping.name);

  constructor(
    private readonly registry: JobRegistry,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly store: FileStore,
    private readonly files: FileService,
  ) {}

  onModuleInit(): void {
    this.registry.schedule({
      name: 'files.expire',
      pattern: '29 * * * *',
      run: async (context) => void (await this.expire(context)),
    });
  }

  /** @returns how many files lost their content, and how many uploads were forgotten */
  async expire(context: RequestContext): Promise<{ expired: number; unfinished: number }> {
    const { now } = context;
    const { body } = await this.policies.inForce(
      FILE_POLICY,
      filePolicySchema,
      businessDateOf(now),
    );
    const before = new Date(now.getTime() - body.unattachedHours * 3_600_000);
    let expired = 0;
    for (;;) {
      const some = await this.unitOfWork.run(context, async (transaction) => {
        const ids = await this.store.lockExpired(transaction, before, AT_ONCE);
        return this.files.deleteContent(context, transaction, ids, 'not attached in time');
      });
      expired += some;
      if (some < AT_ONCE) break;
    }
    // Twice the longest upload: none that old can still be running.
    const running = new Date(now.getTime() - 2 * body.uploadMinutes * 60_000);
    const unfinished = await this.store.forgetUnfinished(running);
    if (expired + unfinished > 0) this.logger.log({ expired, unfinished }, 'files expired');
    return { expired, unfinished };
  }
}
