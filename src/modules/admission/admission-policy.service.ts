import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import { PolicyService, type Policy } from '../platform/policies/policy.service.js';
import {
  ADMISSION_POLICY,
  admissionPolicyShape,
  type AdmissionPolicy,
} from './domain/admission-policy.js';

/** The versions of the admission policy, and which of them is in force on a day. */
@Injectable()
export class AdmissionPolicyService {
  constructor(
    private readonly policies: PolicyService,
    private readonly database: Database,
  ) {}

  inForce(
    on: BusinessDate,
    executor: SqlExecutor = this.database,
  ): Promise<Policy<AdmissionPolicy>> {
    return this.policies.inForce(ADMISSION_POLICY, admissionPolicyShape, on, executor);
  }

  /** Every version there is, newest first. */
  versions(): Promise<Policy<unknown>[]> {
    return this.policies.versions(ADMISSION_POLICY);
  }
}
