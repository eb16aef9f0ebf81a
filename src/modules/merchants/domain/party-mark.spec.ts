import { decidePartyMark, type PartyGround } from './party-mark.js';

const decided = (ground: PartyGround, identifier: string) => {
  const result = decidePartyMark(ground, identifier, '2026-11-21');
  return result.ok ? result.value : result.errors[0]!.code;
};

describe('marks of parties', () => {
  it('have one form however they are typed', () => {
    const person = { what: 'PERSON', value: '11010519491231002X' };
    expect(decided('OWNER', ' 110105 19491231 002x ')).toEqual(person);
    expect(decided('LEGAL_REPRESENTATIVE', '１１０１０５19491231002Ｘ')).toEqual(person);
    expect(decided('OWNER', '91350100M000100Y43')).toEqual({
      what: 'COMPANY',
      value: '91350100M000100Y43',
    });
    expect(decided('BANK_ACCOUNT', '6222 0200-1234 5678 901')).toEqual({
      what: 'BANK_ACCOUNT',
      value: '6222020012345678901',
    });
  });

  it('are refused when they name nobody', () => {
    expect(decided('OWNER', '110105194912310021')).toBe('IDENTIFIER');
    expect(decided('OWNER', '张三')).toBe('IDENTIFIER');
    expect(decided('BANK_ACCOUNT', '1234567')).toBe('IDENTIFIER');
    expect(decided('LEGAL_REPRESENTATIVE', '91350100M000100Y43')).toBe('REPRESENTATIVE_IS_PERSON');
  });
});
