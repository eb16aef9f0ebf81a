import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import type { LocalisedText } from '../../platform/kernel/result.js';

/** Every way in which an e-mail and a password can be refused. */
export const CREDENTIAL_ERRORS = {
  INVALID_CREDENTIALS: {
    en: 'E-mail and password do not go together, or the account is disabled. Check both; an administrator can tell whether it is disabled.',
    zh: '邮箱与密码不匹配，或账号已停用。请检查后重试；账号是否停用可向管理员查询。',
  },
  TOO_MANY_ATTEMPTS: {
    en: 'Too many attempts. Wait {seconds} seconds before the next one.',
    zh: '尝试次数过多，请在 {seconds} 秒后再试。',
  },
  TOTP_CODE_REQUIRED: {
    en: 'This account asks for a second step: repeat the call with `totpCode`, the six digits of your authenticator or a recovery code.',
    zh: '该账号需要两步验证：请在 totpCode 中填写验证器的六位数字或一个恢复码后重试。',
  },
  TOTP_CODE_INVALID: {
    en: 'This code is wrong, expired or used already. Wait for the next one, or use a recovery code.',
    zh: '验证码错误、已过期或已被使用。请等待下一个验证码，或使用恢复码。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

export const credentialErrors = errorCatalogue(CREDENTIAL_ERRORS);
