import fc from 'fast-check';
import {
  decidePackageContent,
  decidePackageState,
  packageStates,
  type PackageContent,
  type PackageState,
} from './service-package.js';
import { providerStates, type ProviderState } from './provider.js';

const content: PackageContent = {
  title: '冷启动陪跑',
  description: '',
  tiers: ['COLD_START'],
  modules: ['PAID_TRAFFIC'],
  price: '0.00',
  priceUnit: 'PER_MONTH',
};
const codes = (result: ReturnType<typeof decidePackageContent>) =>
  result.ok ? [] : result.errors.map(({ code }) => code);

describe('what a package says', () => {
  it.each([
    ['', ['TITLE_LENGTH']],
    [' 一 ', ['TITLE_LENGTH']],
    ['一二', []],
    // Counted in characters, not in UTF-16 units.
    ['𠮷'.repeat(60), []],
    ['字'.repeat(61), ['TITLE_LENGTH']],
  ])('has a title of 2 to 60 characters: "%s"', (title, expected) => {
    expect(codes(decidePackageContent({ ...content, title }))).toEqual(expected);
  });

  it('is for somebody and something, at no negative price', () => {
    expect(codes(decidePackageContent({ ...content, tiers: [] }))).toEqual(['NOTHING_COVERED']);
    expect(codes(decidePackageContent({ ...content, modules: [] }))).toEqual(['NOTHING_COVERED']);
    expect(codes(decidePackageContent({ ...content, price: '-0.01' }))).toEqual(['NEGATIVE_PRICE']);
    expect(codes(decidePackageContent({ ...content, price: '-0.00' }))).toEqual([]);
  });

  it('is tidied, and tidying it again changes nothing', () => {
    const text = fc.string({ minLength: 4, maxLength: 20 }).map((inner) => ` 标题${inner} `);
    const tier = fc.constantFrom('COLD_START', 'TAIL', 'HEAD');
    fc.assert(
      fc.property(text, fc.array(tier, { minLength: 1, maxLength: 6 }), (title, tiers) => {
        const once = decidePackageContent({ ...content, title, tiers: tiers as never });
        if (!once.ok) throw new Error('refused');
        expect(new Set(once.value.tiers).size).toBe(once.value.tiers.length);
        expect(decidePackageContent(once.value)).toEqual(once);
      }),
    );
  });
});

describe('the state of a package', () => {
  it('becomes what its table of states allows, and published only at an admitted provider', () => {
    for (const from of packageStates.states) {
      for (const to of packageStates.states) {
        for (const state of providerStates.states) {
          const allowed =
            packageStates.allows(from, to) && (to !== 'PUBLISHED' || state === 'ADMITTED');
          expect(decide(from, state, to).ok).toBe(allowed);
        }
      }
    }
  });

  it('says what could be done instead', () => {
    const result = decide('ARCHIVED', 'ADMITTED', 'PUBLISHED');
    expect(result.ok ? '' : result.errors[0]!.message.en).toContain('it can become: DRAFT');
  });

  function decide(from: PackageState, provider: ProviderState, to: PackageState) {
    return decidePackageState({ state: from }, { state: provider }, to);
  }
});
