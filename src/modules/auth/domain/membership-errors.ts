import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import type { LocalisedText, UserErrorData } from '../../platform/kernel/result.js';

export const ALREADY_MEMBER_ERROR = {
  ALREADY_MEMBER: {
    en: 'The account holds this role there already, or this operator has an account already.',
    zh: '该账号已拥有此角色，或该操盘手已有账号。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

const catalogue = errorCatalogue(ALREADY_MEMBER_ERROR);

export function alreadyMember(): UserErrorData<'ALREADY_MEMBER'> {
  return catalogue.error('ALREADY_MEMBER');
}

export const endMembershipErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such membership among those that you manage. Take the id from the `members` list.',
    zh: '您管理的成员中没有这一条。请从 members 列表中取编号。',
  },
  ALREADY_ENDED: {
    en: 'This membership has ended already.',
    zh: '该成员关系已经结束。',
  },
  LAST_OF_ITS_KIND: {
    en: 'This is the last {role} there: nobody could let anybody in. Invite another one first.',
    zh: '这是最后一位 {role}，结束后将无人可以邀请成员。请先邀请另一位。',
  },
});
