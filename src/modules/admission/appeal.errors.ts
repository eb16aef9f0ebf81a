import { FILE_ERRORS } from '../files/index.js';
import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { ADD_STATEMENT_ERRORS, DECIDE_APPEAL_ERRORS, FILE_APPEAL_ERRORS } from './domain/appeal.js';
import { FOUR_EYES_ERRORS } from './domain/four-eyes.js';
import { REDUCED_TERMS_ERRORS } from './domain/violation-appeal.js';

const APPEAL_NOT_FOUND = {
  en: 'There is no appeal {id} that you may see. Take the id from the `appeals` list.',
  zh: '没有您可见的申诉 {id}。请从 appeals 列表中取编号。',
};

export const fileAppealErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'No violation {id} was decided about your company. Take the id from the `violations` list.',
    zh: '贵公司没有编号为 {id} 的违规裁定。请从 violations 列表中取编号。',
  },
  ...FILE_APPEAL_ERRORS,
  ...FILE_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});

export const addAppealStatementErrors = errorCatalogue({
  NOT_FOUND: APPEAL_NOT_FOUND,
  OWN_PROVIDER: FOUR_EYES_ERRORS.OWN_PROVIDER,
  ...ADD_STATEMENT_ERRORS,
  ...FILE_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});

export const decideAppealErrors = errorCatalogue({
  NOT_FOUND: APPEAL_NOT_FOUND,
  ...DECIDE_APPEAL_ERRORS,
  ...REDUCED_TERMS_ERRORS,
});
