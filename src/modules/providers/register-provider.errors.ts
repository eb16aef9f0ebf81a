import { NEW_ACCOUNT_ERRORS } from '../auth/index.js';
import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { REGISTRATION_ERRORS } from './domain/registration.js';

export const registerProviderErrors = errorCatalogue({
  ...NEW_ACCOUNT_ERRORS,
  ...REGISTRATION_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
