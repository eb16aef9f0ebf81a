import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/context/request-context.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { PolicyService, type Policy } from '../platform/policies/policy.service.js';
import {
  DEPOSIT_POLICY,
  depositPolicySchema,
  type DepositPolicy,
} from './domain/deposit-policy.js';
import {
  VIOLATION_POLICY,
  violationPolicySchema,
  type ViolationPolicy,
} from './domain/violation-policy.js';

/** The rules on deposits and violations that are in force, or that were when something was decided. */
@Injectable()
export class ConductPolicies {
  constructor(private readonly policies: PolicyService) {}

  deposits({ now }: RequestContext, executor?: SqlExecutor): Promise<Policy<DepositPolicy>> {
    return this.policies.inForce(
      DEPOSIT_POLICY,
      depositPolicySchema,
      businessDateOf(now),
      executor,
    );
  }

  violations({ now }: RequestContext, executor?: SqlExecutor): Promise<Policy<ViolationPolicy>> {
    const today = businessDateOf(now);
    return this.policies.inForce(VIOLATION_POLICY, violationPolicySchema, today, executor);
  }

  violationVersions(
    versions: readonly number[],
    executor?: SqlExecutor,
  ): Promise<Map<number, ViolationPolicy>> {
    return this.policies.ofVersions(VIOLATION_POLICY, violationPolicySchema, versions, executor);
  }
}
