import { Injectable } from '@nestjs/common';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import {
  addDays,
  startOfBusinessDate,
  type BusinessDate,
} from '../platform/kernel/business-date.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import type { AdmissionPolicy } from './domain/admission-policy.js';
import { DEPOSIT_POLICY, depositPolicySchema } from './domain/deposit-policy.js';
import type { GateFacts } from './domain/gate.js';
import { GateFactsStore, type FactsWanted } from './gate-facts.store.js';

/** Everything that gates ask for, of many providers at once. */
@Injectable()
export class GateFactsService {
  constructor(
    private readonly store: GateFactsStore,
    private readonly policies: PolicyService,
  ) {}

  async of(
    wanted: Omit<FactsWanted, 'sessionsFrom'>,
    policy: AdmissionPolicy,
    on: BusinessDate,
    executor?: SqlExecutor,
  ): Promise<Map<string, GateFacts>> {
    const { body } = await this.policies.inForce(DEPOSIT_POLICY, depositPolicySchema, on, executor);
    const { requirements: depositRequirements } = body;
    const sessionsFrom = startOfBusinessDate(addDays(on, -policy.evidenceWindowDays));
    const recorded = await this.store.of({ ...wanted, sessionsFrom }, executor);
    return new Map([...recorded].map(([id, facts]) => [id, { ...facts, depositRequirements }]));
  }
}
