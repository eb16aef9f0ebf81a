import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import type { LocalisedText } from '../../platform/kernel/result.js';

/** Why a session can't be opened although the credentials are right. */
export const SESSION_ERRORS = {
  NO_MEMBERSHIP: {
    en: 'This account may act nowhere at present. Ask an owner or administrator for an invitation.',
    zh: '该账号目前没有任何角色。请联系企业负责人或管理员发送邀请。',
  },
  MEMBERSHIP_NOT_FOUND: {
    en: 'The account has no such membership (any more). Leave `membershipId` out, or take one from `viewer { memberships }`.',
    zh: '该账号没有（或已不再有）这个角色。请省略 membershipId，或从 viewer { memberships } 中选择。',
  },
  TOTP_ENROLMENT_REQUIRED: {
    en: 'This role may not sign in with a password alone. Call enrolTotp and confirmTotp with the same e-mail and password first.',
    zh: '该角色必须启用两步验证。请先用同一邮箱和密码调用 enrolTotp 与 confirmTotp。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

export const sessionErrors = errorCatalogue(SESSION_ERRORS);

export const refreshErrors = errorCatalogue({
  ...SESSION_ERRORS,
  REFRESH_TOKEN_INVALID: {
    en: 'The session is over. Sign in again. (A refresh token is good once; using one twice ends its session.)',
    zh: '会话已结束，请重新登录。（刷新令牌只能使用一次，重复使用会终止会话。）',
  },
});
