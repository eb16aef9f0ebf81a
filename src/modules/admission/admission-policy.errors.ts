import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { draftPolicyErrors, startDryRunErrors } from './domain/policy-draft.js';

export const draftAdmissionPolicyErrors = errorCatalogue({
  ...draftPolicyErrors,
  ...IDEMPOTENCY_ERRORS,
});
export const startPolicyDryRunErrors = errorCatalogue({
  ...startDryRunErrors,
  ...IDEMPOTENCY_ERRORS,
});
