import { isCreditCode } from '../../platform/kernel/credit-code.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { readIdentityNumber } from '../../platform/kernel/identity-number.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';

/** By what a provider and a merchant can be related. */
export const PARTY_GROUNDS = ['OWNER', 'LEGAL_REPRESENTATIVE', 'BANK_ACCOUNT'] as const;
export type PartyGround = (typeof PARTY_GROUNDS)[number];

export const PARTY_MARK_ERRORS = {
  PARTY: {
    en: 'Name one party: either `providerId` or `merchantId`. Companies name themselves.',
    zh: '请只填写一方：`providerId` 或 `merchantId`；企业只能填写自己。',
  },
  IDENTIFIER: {
    en: 'An owner or legal representative is named by a resident identity number or a unified social credit code, with a check digit that fits; a bank account by its 8 to 30 digits.',
    zh: '股东或法定代表人请填写身份证号码或统一社会信用代码（校验位须正确）；银行账户请填写 8 至 30 位账号。',
  },
  REPRESENTATIVE_IS_PERSON: {
    en: 'A legal representative is a person: give a resident identity number.',
    zh: '法定代表人须为自然人，请填写身份证号码。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
export const partyMarkErrors = errorCatalogue(PARTY_MARK_ERRORS);

export const endPartyMarkErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such mark in force. Take the id from `partyMarks`.',
    zh: '没有这条有效记录。请从 `partyMarks` 中取编号。',
  },
  REASON_LENGTH: {
    en: 'Say why in 10 to 500 characters; this has {length}.',
    zh: '请用 10 至 500 字说明原因，现为 {length} 字。',
  },
});

export interface NormalIdentifier {
  /** People and companies are recognised whatever they are to a party; an account number never meets them. */
  readonly what: 'PERSON' | 'COMPANY' | 'BANK_ACCOUNT';
  readonly value: string;
}

/** The one form of what was typed, by which equal people, companies and accounts become equal. */
export function decidePartyMark(
  ground: PartyGround,
  identifier: string,
  today: string,
): Result<NormalIdentifier> {
  const text = identifier.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  const refuse = (code: keyof typeof PARTY_MARK_ERRORS) =>
    fail(partyMarkErrors.error(code, ['input', 'identifier']));
  if (ground === 'BANK_ACCOUNT')
    return /^\d{8,30}$/.test(text)
      ? succeed({ what: 'BANK_ACCOUNT', value: text })
      : refuse('IDENTIFIER');
  const person = readIdentityNumber(text, today);
  if (person) return succeed({ what: 'PERSON', value: person });
  if (!isCreditCode(text)) return refuse('IDENTIFIER');
  if (ground === 'LEGAL_REPRESENTATIVE') return refuse('REPRESENTATIVE_IS_PERSON');
  return succeed({ what: 'COMPANY', value: text });
}

export function decideEndReason(reason: string): Result<string> {
  const trimmed = reason.trim();
  const length = [...trimmed].length;
  return length >= 10 && length <= 500
    ? succeed(trimmed)
    : fail(endPartyMarkErrors.error('REASON_LENGTH', ['input', 'reason'], { length }));
}
