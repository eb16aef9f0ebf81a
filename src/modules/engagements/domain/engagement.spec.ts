import fc from 'fast-check';
import { addDays } from '../../platform/kernel/business-date.js';
import { newId } from '../../platform/kernel/ids.js';
import {
  decideAcceptEngagement,
  decideDeclineEngagement,
  decideWithdrawEngagement,
  type OpenEngagement,
} from './answer-engagement.js';
import { covers, engagementStatus, lastDay, type Term } from './engagement.js';
import type { EngagementPolicy } from './engagement-policy.js';
import type { OpenVersion } from './engagement-version.js';
import {
  decideProposeEngagement,
  type Parties,
  type ProposeEngagement,
} from './propose-engagement.js';
import { decideTerminateEngagement } from './terminate-engagement.js';

const TODAY = '2026-03-10';
const POLICY: EngagementPolicy = {
  maximumTermDays: 90,
  maximumOperators: 3,
  maximumMilestones: 2,
  maximumVersions: 5,
  maximumSimultaneousEngagements: 2,
  certifiedOperatorsOnly: false,
  maximumRequestedProviders: 3,
};
const [operator, colleague, stranger] = [newId(), newId(), newId()];

const day = fc.integer({ min: -400, max: 400 }).map((days) => addDays(TODAY, days));
const term = fc
  .record({ start: day, length: fc.integer({ min: 0, max: 200 }), ended: fc.option(day) })
  .map(({ start, length, ended }): Term => ({
    startedOn: start,
    endedOn: addDays(start, length),
    terminatedOn: ended,
  }));

describe('the term of an engagement', () => {
  it('gives an accepted engagement exactly one status on each day, in this order', () => {
    const order = ['ACCEPTED', 'ACTIVE', 'COMPLETED'];
    fc.assert(
      fc.property(term, day, fc.nat(300), (agreed, today, later) => {
        const open = { ...agreed, terminatedOn: null };
        const now = engagementStatus('ACCEPTED', open, today);
        const then = engagementStatus('ACCEPTED', open, addDays(today, later));
        expect(order.indexOf(then)).toBeGreaterThanOrEqual(order.indexOf(now));
        expect(now === 'ACTIVE').toBe(covers(open, today));
      }),
    );
  });

  it('never reaches beyond what was agreed or where it was ended', () => {
    fc.assert(
      fc.property(term, day, (agreed, date) => {
        if (!covers(agreed, date)) return;
        expect(date >= agreed.startedOn && date <= agreed.endedOn).toBe(true);
        if (agreed.terminatedOn) expect(date <= agreed.terminatedOn).toBe(true);
        expect(date <= lastDay(agreed)).toBe(true);
      }),
    );
  });

  it('has no day when it was ended before it began', () => {
    const agreed = { startedOn: '2026-04-01', endedOn: '2026-04-30', terminatedOn: TODAY };
    expect(covers(agreed, '2026-04-01')).toBe(false);
    expect(covers(agreed, TODAY)).toBe(false);
  });
});

describe('proposing', () => {
  const good: ProposeEngagement = {
    providerId: newId(),
    merchantId: newId(),
    scopeModules: ['ASSORTMENT'],
    targetGmv: '0.00',
    fee: '0.00',
    startedOn: TODAY,
    endedOn: addDays(TODAY, 89),
    operatorIds: [operator],
    note: '',
  };
  const parties: Parties = {
    providerState: 'ADMITTED',
    merchantExitedOn: null,
    employed: new Set([operator, colleague]),
    certified: new Set([operator]),
  };

  function codes(
    change: Partial<ProposeEngagement>,
    about: Partial<Parties> = {},
    side = 'PROVIDER',
  ) {
    const result = decideProposeEngagement(
      { ...good, ...change },
      { ...parties, ...about },
      side as 'PROVIDER' | 'MERCHANT',
      TODAY,
      POLICY,
    );
    return result.ok ? [] : result.errors.map(({ code }) => code);
  }

  it.each([
    [{}, []],
    [{ endedOn: addDays(TODAY, 90) }, ['TERM_TOO_LONG']],
    [{ startedOn: addDays(TODAY, -1) }, ['TERM_IN_THE_PAST']],
    [{ endedOn: addDays(TODAY, -1) }, ['TERM_BACKWARDS']],
    [{ startedOn: TODAY, endedOn: TODAY }, []],
    [{ scopeModules: ['ASSORTMENT', 'ASSORTMENT'] as const }, ['SCOPE_EMPTY']],
    [{ targetGmv: '-0.01' }, ['NEGATIVE_AMOUNT']],
    [{ targetGmv: '-0.00' }, []],
    [{ operatorIds: [operator, operator] }, ['OPERATORS_OUT_OF_BOUNDS']],
    [{ operatorIds: [operator, colleague, stranger, newId()] }, ['OPERATORS_OUT_OF_BOUNDS']],
    [{ operatorIds: [operator, stranger] }, ['OPERATOR_NOT_EMPLOYED']],
  ])('%j gives %j', (change, expected) => {
    expect(codes(change)).toEqual(expected);
  });

  it.each(['APPLIED', 'SUSPENDED', 'EXITED'])('refuses a provider that is %s', (providerState) => {
    expect(codes({}, { providerState })).toEqual(['PROVIDER_NOT_ADMITTED']);
  });

  it('refuses a merchant that has left by the first day', () => {
    expect(codes({}, { merchantExitedOn: addDays(TODAY, -1) })).toEqual(['MERCHANT_NOT_FOUND']);
    expect(codes({}, { merchantExitedOn: TODAY })).toEqual([]);
  });

  it('lets only merchants leave the operators open', () => {
    expect(codes({ operatorIds: [] }, {}, 'MERCHANT')).toEqual([]);
    expect(codes({ operatorIds: [] }, {}, 'PROVIDER')).toEqual(['OPERATORS_OUT_OF_BOUNDS']);
  });
});

describe('answering', () => {
  const version: OpenVersion = {
    number: 2,
    kind: 'TERMS',
    madeBy: 'PROVIDER',
    startedOn: TODAY,
    endedOn: addDays(TODAY, 30),
    operatorIds: [operator],
  };
  const open: OpenEngagement = {
    state: 'PROPOSED',
    version: 3,
    endedOn: addDays(TODAY, 30),
    operatorIds: [operator],
    open: version,
  };
  const facts = {
    employed: new Set([operator, colleague]),
    certified: new Set([operator]),
    providerState: 'ADMITTED',
  };

  function accept(
    change: Partial<OpenVersion> | Pick<OpenEngagement, 'version'>,
    operatorIds: readonly string[] = [],
    today = TODAY,
    about: Partial<typeof facts> = {},
    policy: Partial<EngagementPolicy> = {},
  ) {
    const offered = { ...version, ...change };
    const engagement = { ...open, ...('version' in change && change), open: offered };
    const side = offered.madeBy === 'PROVIDER' ? 'MERCHANT' : 'PROVIDER';
    const result = decideAcceptEngagement(
      engagement,
      { expectedVersion: 3, operatorIds },
      side,
      { ...facts, ...about },
      today,
      { ...POLICY, ...policy },
    );
    return result.ok ? result.value.operatorIds : result.errors[0]!.code;
  }

  it('accepts what was read, by the other side, before the term began', () => {
    expect(accept({})).toEqual([operator]);
    expect(accept({ version: 4 })).toBe('CHANGED_MEANWHILE');
    expect(accept({}, [], addDays(TODAY, 1))).toBe('START_PASSED');
    const suspended = { providerState: 'SUSPENDED' };
    expect(accept({}, [], TODAY, suspended)).toBe('PROVIDER_NOT_ADMITTED');
    expect(accept({ operatorIds: [stranger] })).toBe('OPERATOR_NOT_EMPLOYED');
    expect(accept({}, [colleague])).toBe('OPERATORS_FIXED');
  });

  it('asks for certificates where the policy does', () => {
    const only = { certifiedOperatorsOnly: true };
    expect(accept({}, [], TODAY, {}, only)).toEqual([operator]);
    expect(accept({ operatorIds: [colleague] }, [], TODAY, {}, only)).toBe(
      'OPERATOR_NOT_CERTIFIED',
    );
  });

  it('has nothing to answer without an open version', () => {
    const nothing = { ...open, state: 'ACCEPTED', open: null } as const;
    const command = { expectedVersion: 3, reason: 'a reason long enough' };
    for (const side of ['PROVIDER', 'MERCHANT'] as const) {
      const results = [
        decideAcceptEngagement(nothing, command, side, facts, TODAY, POLICY),
        decideDeclineEngagement(nothing, command, side),
        decideWithdrawEngagement(nothing, command, side),
      ];
      for (const result of results)
        expect(result).toMatchObject({ ok: false, errors: [{ code: 'NOT_OPEN' }] });
    }
  });

  it('takes operators from the provider only where the merchant left them open', () => {
    const asked = { madeBy: 'MERCHANT', operatorIds: [] } as const;
    expect(accept(asked, [operator, colleague])).toEqual([operator, colleague]);
    expect(accept(asked, [])).toBe('OPERATORS_OUT_OF_BOUNDS');
    expect(accept(asked, [operator, operator])).toBe('OPERATORS_OUT_OF_BOUNDS');
    expect(accept(asked, [stranger])).toBe('OPERATOR_NOT_EMPLOYED');
  });

  it('gives each open proposal exactly one side that may decline and one that may withdraw', () => {
    fc.assert(
      fc.property(fc.constantFrom('PROVIDER', 'MERCHANT'), (madeBy) => {
        const engagement = { ...open, open: { ...version, madeBy } };
        const sides = ['PROVIDER', 'MERCHANT'] as const;
        const command = { expectedVersion: 3, reason: 'a reason long enough' };
        const decliners = sides.filter((s) => decideDeclineEngagement(engagement, command, s).ok);
        const takers = sides.filter((s) => decideWithdrawEngagement(engagement, command, s).ok);
        expect(takers).toEqual([madeBy]);
        expect(decliners).toEqual(sides.filter((side) => side !== madeBy));
      }),
    );
  });
});

describe('terminating', () => {
  it('is possible exactly until the last day of the term, and makes today the last', () => {
    fc.assert(
      fc.property(term, day, ({ startedOn, endedOn }, today) => {
        const engagement = { state: 'ACCEPTED', version: 1, startedOn, endedOn } as const;
        const command = { expectedVersion: 1, reason: '双方协商一致，提前终止。' };
        const decision = decideTerminateEngagement(engagement, command, today);
        expect(decision.ok).toBe(today <= endedOn);
        if (decision.ok) expect(decision.value.terminatedOn).toBe(today);
      }),
    );
  });

  it('needs a reason of 10 to 500 characters, counted as people count them', () => {
    const engagement = {
      state: 'ACCEPTED',
      version: 1,
      startedOn: TODAY,
      endedOn: TODAY,
    } as const;
    const accepted = (reason: string) =>
      decideTerminateEngagement(engagement, { expectedVersion: 1, reason }, TODAY).ok;
    expect(accepted('一二三四五六七八九')).toBe(false);
    expect(accepted('一二三四五六七八九十')).toBe(true);
    expect(accepted('𠮷'.repeat(500))).toBe(true);
    expect(accepted('𠮷'.repeat(501))).toBe(false);
    expect(accepted(`   ${'x'.repeat(9)}   `)).toBe(false);
  });
});
