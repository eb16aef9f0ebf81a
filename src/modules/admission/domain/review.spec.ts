import fc from 'fast-check';
import {
  chooseReviewer,
  decideOpinion,
  REVIEW_KINDS,
  REVIEW_OUTCOMES,
  reviewStates,
  stepOf,
  type Candidate,
  type Opinion,
  type ReviewState,
} from './review.js';

const people = ['a', 'b', 'c', 'd'];
const reason = '资料与营业执照一致，案例属实。';
const requests = [{ code: 'CASE_EVIDENCE', note: '请补充。' }];

describe('a review', () => {
  const attempt = fc.record({
    person: fc.constantFrom(...people),
    outcome: fc.constantFrom(...REVIEW_OUTCOMES),
    conflict: fc.boolean(),
    gatesOpen: fc.boolean(),
    assigned: fc.constantFrom(...people),
  });

  it('is decided by at least two different people, whatever is tried in whatever order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REVIEW_KINDS), fc.array(attempt), (kind, attempts) => {
        let state: ReviewState = 'OPEN';
        const opinions: Opinion[] = [];
        for (const { person, outcome, conflict, gatesOpen, assigned } of attempts) {
          const decided = decideOpinion(
            { kind, state, assignedTo: assigned, opinions },
            { accountId: person, outcome, reason, requests },
            conflict,
            gatesOpen ? ['DEPOSIT_PAID'] : [],
          );
          if (!decided.ok) continue;
          expect(conflict).toBe(false);
          expect(assigned).toBe(person);
          expect(outcome === 'APPROVE' && gatesOpen).toBe(false);
          expect(reviewStates.allows(state, decided.value.to)).toBe(true);
          opinions.push({ step: decided.value.step, accountId: person, outcome });
          state = decided.value.to;
          const { effect } = decided.value;
          if (effect === null) continue;
          if (effect === 'RETURN') expect(kind).toBe('ADMISSION');
          else expect(opinions.length).toBeGreaterThanOrEqual(2);
        }
        const speakers = opinions.map(({ accountId }) => accountId);
        expect(new Set(speakers).size).toBe(speakers.length);
        expect(opinions.length).toBeLessThanOrEqual(3);
        const steps = opinions.map(({ step }) => step);
        expect(new Set(steps).size).toBe(steps.length);
      }),
      { numRuns: 400 },
    );
  });

  it('goes to a third when the two disagree, who decides alone', () => {
    const opinions: Opinion[] = [
      { step: 'FIRST', accountId: 'a', outcome: 'APPROVE' },
      { step: 'SECOND', accountId: 'b', outcome: 'REJECT' },
    ];
    const second = decideOpinion(
      { kind: 'ADMISSION', state: 'RECOMMENDED', assignedTo: 'b', opinions: opinions.slice(0, 1) },
      { accountId: 'b', outcome: 'REJECT', reason, requests: [] },
      false,
      [],
    );
    expect(second).toMatchObject({ value: { to: 'DISPUTED', effect: null } });
    const third = decideOpinion(
      { kind: 'ADMISSION', state: 'DISPUTED', assignedTo: 'c', opinions },
      { accountId: 'c', outcome: 'REJECT', reason, requests: [] },
      false,
      [],
    );
    expect(third).toMatchObject({ value: { to: 'DECIDED', effect: 'REJECT' } });
  });

  it('has a step for each state in which it is open, and for no other', () => {
    for (const state of reviewStates.states) {
      expect(stepOf(state) !== undefined).toBe(reviewStates.next(state).length > 0);
    }
  });
});

describe('who reviews next', () => {
  const candidate = fc.record({
    accountId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    role: fc.constantFrom<Candidate['role']>('REVIEWER', 'ADMINISTRATOR'),
    openReviews: fc.nat(5),
  });
  const candidates = fc.uniqueArray(candidate, { selector: ({ accountId }) => accountId });

  it('is the same in whatever order they are listed, and never one who spoke already', () => {
    fc.assert(
      fc.property(candidates, fc.subarray(['a', 'b', 'c']), (list, excluded) => {
        const chosen = chooseReviewer(list, 'SECOND', excluded);
        expect(chooseReviewer([...list].reverse(), 'SECOND', excluded)).toBe(chosen);
        expect(excluded).not.toContain(chosen);
        if (chosen === null) {
          expect(list.every(({ accountId }) => excluded.includes(accountId))).toBe(true);
          return;
        }
        const reviewers = list.filter(
          ({ accountId, role }) => role === 'REVIEWER' && !excluded.includes(accountId),
        );
        const load = list.find(({ accountId }) => accountId === chosen)!.openReviews;
        for (const one of reviewers) expect(load).toBeLessThanOrEqual(one.openReviews);
      }),
    );
  });

  it('spreads reviews evenly', () => {
    const loads = new Map(['a', 'b', 'c'].map((id) => [id, 0]));
    for (let i = 0; i < 30; i += 1) {
      const list = [...loads].map(([accountId, openReviews]) => ({
        accountId,
        role: 'REVIEWER' as const,
        openReviews,
      }));
      const chosen = chooseReviewer(list, 'FIRST', [])!;
      loads.set(chosen, loads.get(chosen)! + 1);
    }
    expect([...loads.values()]).toEqual([10, 10, 10]);
  });

  it('is an administrator where two disagree', () => {
    const list = [
      { accountId: 'a', role: 'REVIEWER' as const, openReviews: 0 },
      { accountId: 'b', role: 'ADMINISTRATOR' as const, openReviews: 9 },
    ];
    expect(chooseReviewer(list, 'THIRD', [])).toBe('b');
    expect(chooseReviewer(list, 'THIRD', ['b'])).toBe('a');
  });
});
