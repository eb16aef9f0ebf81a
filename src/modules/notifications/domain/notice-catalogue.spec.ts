import { checkNotice, defineNotices, noticeText } from './notice-catalogue.js';

const notices = defineNotices('catalogue-spec', {
  offered: { en: '{party} offers {price}.', zh: '{party}报价{price}。' },
});

describe('the catalogue of notices', () => {
  it('tells a notice in each language', () => {
    const parameters = { party: '青禾', price: '100.00' };
    expect(noticeText(notices.offered, parameters)).toEqual({
      en: '青禾 offers 100.00.',
      zh: '青禾报价100.00。',
    });
  });

  it('tells names in the reader’s language, and codes by their words', () => {
    const words = { state: { OPEN: { en: 'open', zh: '开放' } } };
    const kinds = defineNotices(
      'catalogue-spec-words',
      { moved: { en: '{what} is {state}.', zh: '{what}{state}。' } },
      words,
    );
    const what = { en: 'Licence', zh: '许可证' };
    expect(noticeText(kinds.moved, { what, state: 'OPEN' })).toEqual({
      en: 'Licence is open.',
      zh: '许可证开放。',
    });
    expect(noticeText(kinds.moved, { what, state: 'constructor' }).en).toBe(
      'Licence is constructor.',
    );
  });

  it('never takes a value for a hole of its own', () => {
    const parameters = { party: '{price}', price: '1.00' };
    expect(noticeText(notices.offered, parameters).en).toBe('{price} offers 1.00.');
  });

  it('refuses a notice that could not be told', () => {
    expect(() => checkNotice('catalogue-spec.unknown', {})).toThrow('not declared');
    expect(() => checkNotice(notices.offered, { party: 'x' })).toThrow('lacks price');
    expect(() => checkNotice(notices.offered, { party: 'x', price: '1' })).not.toThrow();
  });

  it('refuses languages that say different things, and a second declaration', () => {
    const uneven = { odd: { en: '{a}', zh: '{b}' } };
    expect(() => defineNotices('catalogue-spec', uneven)).toThrow('different holes');
    const again = { offered: { en: 'x', zh: 'x' } };
    expect(() => defineNotices('catalogue-spec', again)).toThrow('declared twice');
  });

  it('tells an old kind by its code rather than not at all', () => {
    expect(noticeText('catalogue-spec.gone', {}).en).toBe('catalogue-spec.gone');
  });
});
