import { FILE_ERRORS } from '../files/index.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { PROVE_IDENTITY_ERRORS } from './domain/prove-identity.js';

/** All that the mutation can answer with. */
export const proveOperatorIdentityErrors = errorCatalogue({
  ...PROVE_IDENTITY_ERRORS,
  ...FILE_ERRORS,
});
