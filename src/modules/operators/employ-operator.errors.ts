import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { EMPLOY_OPERATOR_ERRORS } from './domain/employment.js';

export const employOperatorErrors = errorCatalogue({
  ...EMPLOY_OPERATOR_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
