import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import {
  fail,
  succeed,
  type LocalisedText,
  type Result,
  type UserErrorData,
} from '../../platform/kernel/result.js';
import { INTRODUCTION_ERROR, isCompanyName, isIntroduction, lengthOf } from './company-text.js';
import { isCreditCode } from '../../platform/kernel/credit-code.js';
import type { ProviderFocus } from './provider.js';

/** What a company says of itself when it applies. */
export interface ProviderRegistrationCommand {
  readonly name: string;
  readonly creditCode: string;
  readonly focus: ProviderFocus;
  readonly mainCategoryCode: string;
  readonly regionCode: string;
  readonly introduction: string;
}

export const REGISTRATION_ERRORS = {
  COMPANY_NAME_LENGTH: {
    en: 'A company name has 2 to 80 characters; this one has {length}.',
    zh: '公司名称应为 2 至 80 字，现为 {length} 字。',
  },
  ...INTRODUCTION_ERROR,
  CREDIT_CODE_INVALID: {
    en: '{code} is not a unified social credit code: 18 characters, of which the last is a check digit. Copy it from the business licence.',
    zh: '{code} 不是有效的统一社会信用代码（18 位，末位为校验码），请照营业执照填写。',
  },
  CREDIT_CODE_TAKEN: {
    en: 'A company with this credit code is registered already. Ask its owner to invite you, or write to platform staff if that was not you.',
    zh: '该统一社会信用代码已登记。请联系贵公司账号所有者邀请您；如非本人操作，请联系平台。',
  },
  UNKNOWN_CATEGORY: {
    en: 'There is no category {code}. Take the code from the `categories` list.',
    zh: '没有类目 {code}。请从 categories 列表中取代码。',
  },
  UNKNOWN_REGION: {
    en: 'There is no region {code}. Take the code from the `regions` list.',
    zh: '没有地区 {code}。请从 regions 列表中取代码。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

export const registrationErrors = errorCatalogue(REGISTRATION_ERRORS);

/** Tidies what was typed and says everything that is wrong with it at once. */
export function decideRegistration(
  command: ProviderRegistrationCommand,
  known: { readonly category: boolean; readonly region: boolean },
): Result<ProviderRegistrationCommand> {
  const name = command.name.trim();
  const creditCode = command.creditCode.replace(/\s/g, '').toUpperCase();
  const problems: UserErrorData[] = [];
  const introduction = command.introduction.trim();
  const error = registrationErrors.error;
  if (!isCompanyName(name)) {
    problems.push(error('COMPANY_NAME_LENGTH', ['input', 'name'], { length: lengthOf(name) }));
  }
  if (!isIntroduction(introduction)) {
    const length = lengthOf(introduction);
    problems.push(error('INTRODUCTION_LENGTH', ['input', 'introduction'], { length }));
  }
  if (!isCreditCode(creditCode)) {
    const code = creditCode.slice(0, 20) || '-';
    problems.push(error('CREDIT_CODE_INVALID', ['input', 'creditCode'], { code }));
  }
  if (!known.category) {
    const code = command.mainCategoryCode;
    problems.push(error('UNKNOWN_CATEGORY', ['input', 'mainCategoryCode'], { code }));
  }
  if (!known.region) {
    problems.push(error('UNKNOWN_REGION', ['input', 'regionCode'], { code: command.regionCode }));
  }
  if (problems.length > 0) return fail(...problems);
  return succeed({ ...command, name, creditCode, introduction });
}
