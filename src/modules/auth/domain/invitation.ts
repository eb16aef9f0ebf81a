import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import type { LocalisedText } from '../../platform/kernel/result.js';
import { CREDENTIAL_ERRORS } from './credential-errors.js';
import { ALREADY_MEMBER_ERROR } from './membership-errors.js';
import { NEW_ACCOUNT_ERRORS } from './new-account.js';
import { SESSION_ERRORS } from './session-errors.js';

export const INVITATION_STATES = ['PENDING', 'ACCEPTED', 'REVOKED', 'EXPIRED'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export interface InvitationTimes {
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Follows from what happened and from the time; nothing stores it. */
export function invitationState(invitation: InvitationTimes, now: Date): InvitationState {
  if (invitation.acceptedAt) return 'ACCEPTED';
  if (invitation.revokedAt) return 'REVOKED';
  return invitation.expiresAt <= now ? 'EXPIRED' : 'PENDING';
}

export const inviteMemberErrors = errorCatalogue({
  EMAIL_INVALID: NEW_ACCOUNT_ERRORS.EMAIL_INVALID,
  ROLE_NOT_YOURS: {
    en: 'You may not invite anybody as {role}. You may invite: {allowed}.',
    zh: '您不能邀请他人担任 {role}；可邀请的角色：{allowed}。',
  },
  SCOPE_MISMATCH: {
    en: '{role} goes with exactly these ids: {needed}. Leave out the others.',
    zh: '{role} 只需要以下编号：{needed}。请省略其他编号。',
  },
  ORGANISATION_NOT_FOUND: {
    en: 'There is no such company, operator or merchant among those that you manage.',
    zh: '您管理的范围内没有这个服务商、操盘手或商家。',
  },
  OPERATOR_NOT_EMPLOYED: {
    en: 'The company does not employ this operator today. Take them on with employOperator first.',
    zh: '该操盘手目前不受雇于此服务商，请先用 employOperator 办理入职。',
  },
  ...IDEMPOTENCY_ERRORS,
});

const NOT_OPEN = {
  INVITATION_UNKNOWN: {
    en: 'There is no such invitation. Copy the whole link, or ask for a new one.',
    zh: '没有这个邀请。请完整复制链接，或请对方重新发送。',
  },
  INVITATION_EXPIRED: {
    en: 'This invitation has expired. Ask for a new one.',
    zh: '邀请已过期，请对方重新发送。',
  },
  INVITATION_CLOSED: {
    en: 'This invitation was accepted or taken back already. Ask for a new one if you need it.',
    zh: '该邀请已被接受或撤回。如有需要，请对方重新发送。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

export const acceptInvitationErrors = errorCatalogue({
  ...NOT_OPEN,
  ...NEW_ACCOUNT_ERRORS,
  ...CREDENTIAL_ERRORS,
  ...SESSION_ERRORS,
  ...ALREADY_MEMBER_ERROR,
});

export const revokeInvitationErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such invitation among those that you manage. Take the id from the `invitations` list.',
    zh: '您管理的邀请中没有这一条。请从 invitations 列表中取编号。',
  },
  INVITATION_CLOSED: {
    en: 'This invitation was accepted or taken back already.',
    zh: '该邀请已被接受或撤回。',
  },
});
