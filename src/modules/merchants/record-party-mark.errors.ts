import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { PARTY_MARK_ERRORS } from './domain/party-mark.js';

/** All that the mutation can answer with. */
export const recordPartyMarkErrors = errorCatalogue({
  ...PARTY_MARK_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
