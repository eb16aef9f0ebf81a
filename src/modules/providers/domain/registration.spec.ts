import { decideProviderProfile } from './provider-profile.js';
import { decideRegistration, type ProviderRegistrationCommand } from './registration.js';

const command: ProviderRegistrationCommand = {
  name: '杭州云帆',
  creditCode: '91330100799655058B',
  focus: 'MCN',
  mainCategoryCode: 'apparel',
  regionCode: 'zj',
  introduction: '',
};
const known = { category: true, region: true };

describe('a registration', () => {
  it('is tidied: spaces around texts and within the code, lower case in the code', () => {
    const typed = {
      ...command,
      name: ' 杭州云帆 ',
      creditCode: ' 9133 0100 79965 5058b ',
      introduction: '\n女装\n',
    };
    expect(decideRegistration(typed, known)).toEqual({
      ok: true,
      value: { ...command, introduction: '女装' },
    });
  });

  it('quotes no more of a wrong code than a code has', () => {
    const result = decideRegistration({ ...command, creditCode: '9'.repeat(40) }, known);
    expect(result.ok ? '' : result.errors[0]!.message.en).toMatch(/^9{20} is not/);
  });

  it.each([
    ['name', '一', 'COMPANY_NAME_LENGTH'],
    ['name', '一'.repeat(81), 'COMPANY_NAME_LENGTH'],
    ['introduction', '一'.repeat(2_001), 'INTRODUCTION_LENGTH'],
  ])('is refused with a %s of a wrong length', (field, text, code) => {
    const result = decideRegistration({ ...command, [field]: text }, known);
    expect(result).toMatchObject({ ok: false, errors: [{ code, path: ['input', field] }] });
  });

  it('says no more than can be kept when the profile is edited later', () => {
    const { name, introduction, regionCode } = {
      ...command,
      name: '一'.repeat(80),
      introduction: '一'.repeat(2_000),
    };
    expect(decideRegistration({ ...command, name, introduction }, known).ok).toBe(true);
    expect(decideProviderProfile({ name, introduction, regionCode }, true).ok).toBe(true);
  });
});
