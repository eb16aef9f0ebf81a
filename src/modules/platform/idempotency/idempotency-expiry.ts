import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { JobRegistry } from '../jobs/job-registry.js';
import { businessDateOf } from '../kernel/business-date.js';
import { PolicyService } from '../policies/policy.service.js';
import { IdempotencyStore } from './idempotency.store.js';

const policyShape = z.object({ keepHours: z.number().positive() });

/** Forgets keys when the policy's time is over: whoever has not repeated a call by then will not. */
@Injectable()
export class IdempotencyExpiry implements OnModuleInit {
  constructor(
    private readonly store: IdempotencyStore,
    private readonly policies: PolicyService,
    private readonly registry: JobRegistry,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.schedule({
      name: 'forget-idempotency-keys',
      pattern: '17 * * * *',
      run: async () => void (await this.forget()),
    });
  }

  /** @returns how many keys were forgotten */
  async forget(): Promise<number> {
    const now = this.clock.now();
    const { body } = await this.policies.inForce('idempotency', policyShape, businessDateOf(now));
    return this.store.forgetBefore(new Date(now.getTime() - body.keepHours * 3_600_000));
  }
}
