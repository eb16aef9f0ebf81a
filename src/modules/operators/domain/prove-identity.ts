import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { readIdentityNumber } from '../../platform/kernel/identity-number.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';

/** UPHELD: the proof that stood was right. RELEASED: it was taken back, so that the right person can prove. */
export const identityConflictStates = stateMachine('identity conflict', 'OPEN', {
  OPEN: ['UPHELD', 'RELEASED'],
  UPHELD: [],
  RELEASED: [],
});
export type IdentityConflictState = (typeof identityConflictStates.states)[number];

export const PROVE_IDENTITY_ERRORS = {
  IDENTITY_NUMBER: {
    en: 'This is not a resident identity number (公民身份号码): 17 digits and a check character that fits them. Copy it from the card.',
    zh: '身份证号码不正确：应为 17 位数字加与之相符的校验码，请按证件填写。',
  },
  NAME_LENGTH: {
    en: 'The name as on the card has 2 to 40 characters; this one has {length}.',
    zh: '证件姓名应为 2 至 40 字，现为 {length} 字。',
  },
  PROVED_AS_ANOTHER: {
    en: 'This record was proved as another person before, so this proof was not taken. Staff have been told and will look into it.',
    zh: '该记录此前已核验为另一人，本次核验未被接受。平台已收到通知并将核实。',
  },
  PROVED_ELSEWHERE: {
    en: 'This person has proved their identity under another operator record, and one person has one record. Staff have been told and will look into it.',
    zh: '该身份已在另一操盘手记录下核验；一人只能有一个记录。平台已收到通知并将核实。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
export const proveIdentityErrors = errorCatalogue(PROVE_IDENTITY_ERRORS);

export interface IdentityProof {
  /** As on the card. */
  readonly legalName: string;
  readonly identityNumber: string;
}

/** @param today nobody is born later */
export function decideIdentityProof(
  { legalName, identityNumber }: IdentityProof,
  today: string,
): Result<IdentityProof> {
  const name = legalName.trim();
  const length = [...name].length;
  const number = readIdentityNumber(identityNumber, today);
  const errors = [];
  if (length < 2 || length > 40)
    errors.push(proveIdentityErrors.error('NAME_LENGTH', ['input', 'legalName'], { length }));
  if (!number)
    errors.push(proveIdentityErrors.error('IDENTITY_NUMBER', ['input', 'identityNumber']));
  return number && errors.length === 0
    ? succeed({ legalName: name, identityNumber: number })
    : fail(...errors);
}

export const settleIdentityConflictErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such conflict. Take the id from `identityConflicts`.',
    zh: '没有这条冲突记录。请从 `identityConflicts` 中取编号。',
  },
  NOT_OPEN: {
    en: 'The conflict was settled before: {state}.',
    zh: '该冲突此前已处理：{state}。',
  },
  OUTCOME: {
    en: 'A conflict is settled as UPHELD or RELEASED.',
    zh: '处理结果须为 UPHELD 或 RELEASED。',
  },
  REASON_LENGTH: {
    en: 'Say why in 10 to 500 characters; this has {length}.',
    zh: '请用 10 至 500 字说明原因，现为 {length} 字。',
  },
});

export function decideSettlement(
  state: IdentityConflictState,
  outcome: IdentityConflictState,
  reason: string,
): Result<{ outcome: IdentityConflictState; reason: string }> {
  const errors = settleIdentityConflictErrors;
  if (state !== 'OPEN') return fail(errors.error('NOT_OPEN', ['input', 'conflictId'], { state }));
  if (!identityConflictStates.allows(state, outcome))
    return fail(errors.error('OUTCOME', ['input', 'outcome']));
  const trimmed = reason.trim();
  const length = [...trimmed].length;
  if (length < 10 || length > 500)
    return fail(errors.error('REASON_LENGTH', ['input', 'reason'], { length }));
  return succeed({ outcome, reason: trimmed });
}
