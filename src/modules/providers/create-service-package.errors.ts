import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { PACKAGE_CONTENT_ERRORS } from './domain/service-package.js';

export const createServicePackageErrors = errorCatalogue({
  ...PACKAGE_CONTENT_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
