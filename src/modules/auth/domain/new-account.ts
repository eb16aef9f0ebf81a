import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import {
  fail,
  succeed,
  type LocalisedText,
  type Result,
  type UserErrorData,
} from '../../platform/kernel/result.js';
import { normaliseEmail } from './account.js';
import { PASSWORD_MAXIMUM, PASSWORD_MINIMUM, passwordFlaw } from './password-rules.js';

export const PASSWORD_ERRORS = {
  PASSWORD_TOO_SHORT: {
    en: `Choose a password of at least ${PASSWORD_MINIMUM} characters; a sentence is easiest to remember.`,
    zh: `密码至少需要 ${PASSWORD_MINIMUM} 个字符；一句话最容易记住。`,
  },
  PASSWORD_TOO_LONG: {
    en: `Choose a password of at most ${PASSWORD_MAXIMUM} characters.`,
    zh: `密码最多 ${PASSWORD_MAXIMUM} 个字符。`,
  },
  PASSWORD_TOO_COMMON: {
    en: 'This password is among the first that anyone would try: it is well known, or little more than your name, e-mail or ours. Choose another.',
    zh: '这个密码太容易被猜到：它是常见密码，或只比您的姓名、邮箱或本平台名称多一点。请换一个。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

/** Every way in which a new account can be refused. Modules that make accounts spread them into their own catalogue. */
export const NEW_ACCOUNT_ERRORS = {
  ...PASSWORD_ERRORS,
  EMAIL_INVALID: {
    en: 'This is not an e-mail address. Write it like name@example.com.',
    zh: '这不是有效的邮箱地址，请按 name@example.com 的格式填写。',
  },
  NAME_INVALID: {
    en: 'Give a name of 1 to 80 characters.',
    zh: '请填写 1 至 80 个字符的姓名。',
  },
  EMAIL_TAKEN: {
    en: 'There is an account with this e-mail already. Sign in with it, or use another address.',
    zh: '该邮箱已有账号。请直接登录，或使用其他邮箱。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

export const newAccountErrors = errorCatalogue(NEW_ACCOUNT_ERRORS);

/** @param path where the fields stand in the mutation's arguments, usually `['input']` */
export function checkNewAccount(
  command: { readonly email: string; readonly name: string; readonly password: string },
  path: readonly string[],
): Result<{ email: string; name: string }> {
  const email = normaliseEmail(command.email);
  const name = command.name.trim();
  const problems: UserErrorData[] = [];
  if (!email) problems.push(newAccountErrors.error('EMAIL_INVALID', [...path, 'email']));
  if (name === '' || [...name].length > 80)
    problems.push(newAccountErrors.error('NAME_INVALID', [...path, 'name']));
  const flaw = passwordFlaw(command.password, [command.email, name]);
  if (flaw) problems.push(newAccountErrors.error(flaw, [...path, 'password']));
  return problems.length > 0 ? fail(...problems) : succeed({ email: email!, name });
}
