import {
  APPEAL_OUTCOMES,
  appealStates,
  decideAppeal,
  decideFiling,
  decideStatement,
} from './appeal.js';
import { termsAfter } from './violation-appeal.js';

const STATEMENT = '当晚商家主动要求提前下播，附聊天记录，请求撤销。';
const REASON = '证据表明商家事先同意。';
const codesOf = (result: { ok: boolean; errors?: readonly { code: string }[] }) =>
  result.errors?.map(({ code }) => code);

describe('an appeal', () => {
  const decision = { appealUntil: '2026-11-20', appealed: false };

  it('can be filed to the end of the last day, once, with something to say', () => {
    expect(decideFiling(decision, STATEMENT, '2026-11-20', 10)).toMatchObject({
      value: { decideBy: '2026-11-30' },
    });
    expect(codesOf(decideFiling(decision, STATEMENT, '2026-11-21', 10))).toEqual([
      'DEADLINE_PASSED',
    ]);
    const again = { ...decision, appealed: true };
    expect(codesOf(decideFiling(again, STATEMENT, '2026-11-20', 10))).toEqual(['ALREADY_APPEALED']);
    expect(codesOf(decideFiling(decision, ' 不服 ', '2026-11-20', 10))).toEqual([
      'STATEMENT_LENGTH',
    ]);
  });

  it('is decided once, by somebody who had no part in it and never belonged there', () => {
    const participants = ['account:recorder', 'account:decider'];
    const decide = (state: 'FILED' | 'UPHELD', key: string, belonged = false) =>
      decideAppeal(
        { state },
        { outcome: 'REVERSED', reason: REASON },
        { key, belonged },
        participants,
      );
    expect(decide('FILED', 'account:third')).toMatchObject({ value: { outcome: 'REVERSED' } });
    for (const key of participants) expect(codesOf(decide('FILED', key))).toEqual(['SAME_OFFICER']);
    expect(codesOf(decide('FILED', 'account:third', true))).toEqual(['OWN_PROVIDER']);
    expect(codesOf(decide('UPHELD', 'account:third'))).toEqual(['ALREADY_DECIDED']);
  });

  it('has no way on from any outcome', () => {
    for (const outcome of APPEAL_OUTCOMES) {
      expect(appealStates.next(outcome)).toEqual([]);
      expect(codesOf(decideStatement({ state: outcome }, STATEMENT))).toEqual(['NOT_OPEN']);
    }
  });
});

describe('what a violation costs after an appeal', () => {
  const current = {
    points: 6,
    deduction: '10000.00',
    measures: [{ kind: 'RECRUITING_BAN', days: 10 }],
  } as const;

  it('is all, nothing, or what the reviewer leaves of it', () => {
    expect(termsAfter('UPHELD', current, undefined)).toMatchObject({ value: current });
    expect(termsAfter('REVERSED', current, undefined)).toMatchObject({ value: { points: 0 } });
    const reduced = { ...current, points: 3 };
    expect(termsAfter('REDUCED', current, reduced)).toMatchObject({ value: reduced });
  });

  it('is never more in any part', () => {
    const harder = [
      current,
      { ...current, points: 7 },
      { ...current, points: 3, deduction: '10000.01' },
      { ...current, points: 3, measures: [{ kind: 'RECRUITING_BAN', days: null }] },
      { ...current, points: 3, measures: [{ kind: 'DELISTING', days: 1 }] },
    ] as const;
    for (const terms of harder)
      expect(codesOf(termsAfter('REDUCED', current, terms))).toEqual(['NOT_MILDER']);
    expect(codesOf(termsAfter('REDUCED', current, undefined))).toEqual(['REDUCED_TERMS_MISSING']);
    expect(codesOf(termsAfter('REVERSED', current, current))).toEqual(['REDUCED_TERMS_MISSING']);
  });
});
