import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';

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
  INTRODUCTION_LENGTH: {
    en: 'An introduction has at most 2,000 characters; this one has {length}.',
    zh: '简介不超过 2000 字，现为 {length} 字。',
  },
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

  const length = [...name].length;
  if (length < 2 || length > 80) problem('NAME_LENGTH', 'name', { length });
  const words = [...introduction].length;
  if (words > 2_000) problem('INTRODUCTION_LENGTH', 'introduction', { length: words });
  if (!isRegion) problem('UNKNOWN_REGION', 'regionCode', { code: profile.regionCode });
  return problems.length > 0 ? fail(...problems) : succeed({ ...profile, name, introduction });
}
