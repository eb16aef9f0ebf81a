import { FILE_ERRORS } from '../files/index.js';
import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { addDocumentErrors } from './domain/application-document.js';
import { startApplicationErrors } from './domain/application.js';

/** What the mutations answer with that also call on other modules. */
export const startAdmissionApplicationErrors = errorCatalogue({
  ...startApplicationErrors,
  ...IDEMPOTENCY_ERRORS,
});
export const addAdmissionDocumentErrors = errorCatalogue({
  ...addDocumentErrors,
  ...FILE_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
