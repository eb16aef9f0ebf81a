import { FILE_ERRORS } from '../files/index.js';
import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { proposeRulingErrors } from './domain/propose-ruling.js';
import { ANSWER_GATE_ERRORS, REVIEW_OPINION_ERRORS } from './domain/review.js';
import { RULING_ERRORS } from './domain/standing.js';

/** A decision on a ruling can be refused by what became of the provider meanwhile. */
export const giveReviewOpinionErrors = errorCatalogue({
  ...REVIEW_OPINION_ERRORS,
  ...RULING_ERRORS,
});
export const answerGateErrors = errorCatalogue({ ...ANSWER_GATE_ERRORS, ...FILE_ERRORS });
export const proposeRulingMutationErrors = errorCatalogue({
  ...proposeRulingErrors,
  ...RULING_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
