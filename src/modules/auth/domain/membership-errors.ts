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
