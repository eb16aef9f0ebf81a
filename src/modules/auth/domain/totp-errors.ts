import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { CREDENTIAL_ERRORS } from './credential-errors.js';

export const totpErrors = errorCatalogue({
  ...CREDENTIAL_ERRORS,
  TOTP_ALREADY_ON: {
    en: 'This account has a second step already. To move it to another authenticator, call disableTotp first.',
    zh: '该账号已启用两步验证。如需更换验证器，请先调用 disableTotp。',
  },
  TOTP_NOT_ENROLLED: {
    en: 'This account has no second step. Call enrolTotp first.',
    zh: '该账号尚未登记两步验证，请先调用 enrolTotp。',
  },
  CODE_WRONG: {
    en: 'The authenticator shows another code. Check the clock of its device and send the code that it shows now.',
    zh: '验证码与登记的验证器不符。请检查设备时间，并填写当前显示的验证码。',
  },
});
