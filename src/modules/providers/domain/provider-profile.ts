import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import { INTRODUCTION_ERROR, isCompanyName, isIntroduction, lengthOf } from './company-text.js';

export interface ProviderProfile {
  readonly name: string;
  readonly introduction: string;
  readonly regionCode: string;
}

export const updateProviderProfileErrors = errorCatalogue({
  NAME_LENGTH: {
    en: 'A company name has 2 to 80 characters; this one has {length}.',
    zh: '公司名称应为 2 至 80 字，现为 {length} 字。',
  },
  ...INTRODUCTION_ERROR,
  UNKNOWN_REGION: {
    en: 'There is no region {code}. Take the code from the `regions` list.',
    zh: '没有地区 {code}。请从 regions 列表中取代码。',
  },
  CHANGED_MEANWHILE: {
    en: 'Somebody else changed the profile meanwhile (it is at version {version}). Read it again and repeat the change.',
    zh: '资料刚被他人修改（当前版本 {version}），请重新读取后再改。',
  },
});

export function decideProviderProfile(
  profile: ProviderProfile,
  isRegion: boolean,
): Result<ProviderProfile> {
  const name = profile.name.trim();
  const introduction = profile.introduction.trim();
  const problems: UserErrorData[] = [];
  const problem = (
    code: (typeof updateProviderProfileErrors)['codes'][number],
    field: string,
    parameters: Record<string, string | number>,
  ) => problems.push(updateProviderProfileErrors.error(code, ['input', field], parameters));

  if (!isCompanyName(name)) problem('NAME_LENGTH', 'name', { length: lengthOf(name) });
  if (!isIntroduction(introduction)) {
    problem('INTRODUCTION_LENGTH', 'introduction', { length: lengthOf(introduction) });
  }
  if (!isRegion) problem('UNKNOWN_REGION', 'regionCode', { code: profile.regionCode });
  return problems.length > 0 ? fail(...problems) : succeed({ ...profile, name, introduction });
}
