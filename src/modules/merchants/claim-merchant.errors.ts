import { NEW_ACCOUNT_ERRORS } from '../auth/index.js';
import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { CLAIM_CODE_ERRORS } from './domain/claim-code.js';

export const claimMerchantErrors = errorCatalogue({
  ...NEW_ACCOUNT_ERRORS,
  ...CLAIM_CODE_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
