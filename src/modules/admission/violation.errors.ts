import { FILE_ERRORS } from '../files/index.js';
import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { RECORD_VIOLATION_ERRORS } from './domain/violation.js';

export const recordViolationErrors = errorCatalogue({
  ...RECORD_VIOLATION_ERRORS,
  ...FILE_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
