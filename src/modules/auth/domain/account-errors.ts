import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { CREDENTIAL_ERRORS } from './credential-errors.js';
import { PASSWORD_ERRORS } from './new-account.js';
import { SESSION_ERRORS } from './session-errors.js';

export const changePasswordErrors = errorCatalogue({
  ...PASSWORD_ERRORS,
  ...CREDENTIAL_ERRORS,
  ...SESSION_ERRORS,
});

export const changeAccountStateErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such account. Take the id from the `members` list.',
    zh: '没有这个账号。请从 members 列表中取编号。',
  },
  REASON_MISSING: {
    en: 'Give a reason of 10 to 500 characters: it is kept in the audit.',
    zh: '请填写 10 至 500 字的理由，理由会记入审计。',
  },
  OWN_ACCOUNT: {
    en: 'You can’t do this to your own account. Ask another administrator.',
    zh: '不能对自己的账号执行此操作，请联系其他管理员。',
  },
  LAST_ADMINISTRATOR: {
    en: 'No administrator would be left. Invite another one first.',
    zh: '此操作后将没有管理员。请先邀请另一位管理员。',
  },
  ALREADY_SO: {
    en: 'The account is {state} already.',
    zh: '该账号的状态已是 {state}。',
  },
});
