import { EngagementsModule } from '../../src/modules/engagements/index.js';
import { SessionVerificationService } from '../../src/modules/engagements/session-verification.service.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { countStatements } from '../support/statement-counter.js';

const HOUR = 3_600_000;
const EVENING = new Date('2026-03-10T12:00:00Z');
const at = (hours: number) => new Date(+EVENING + hours * HOUR);

interface Parties {
  providerId: string;
  merchantId: string;
  operatorId: string;
  engagementId: string;
}

describe('verification of claims by the feed', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  let verification: SessionVerificationService;

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
    verification = application.nest.select(EngagementsModule).get(SessionVerificationService);
  }, 30_000);
  afterAll(() => application.stop());

  async function claim(
    parties: Parties,
    start: Date,
    more: { code?: string; minutes?: number; claimedAt?: Date } = {},
  ): Promise<string> {
    const id = newId();
    await application.sql.query(
      `INSERT INTO operated_session (id, provider_id, merchant_id, engagement_id, operator_id,
              client_reference, session_code, planned_start, planned_end, state, claimed_at, in_time,
              policy_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'CLAIMED', $10, true, 1)`,
      [
        id,
        parties.providerId,
        parties.merchantId,
        parties.engagementId,
        parties.operatorId,
        id,
        more.code ?? null,
        start,
        new Date(+start + (more.minutes ?? 120) * 60_000),
        more.claimedAt ?? new Date(+start - 24 * HOUR),
      ],
    );
    return id;
  }

  async function load(loadNumber: string): Promise<void> {
    await verification.afterLoad({ loadNumber, firstDate: null, lastDate: null });
  }

  async function feed(merchantId: string, code: string, startedAt: Date, minutes = 120) {
    return world.feedSession({ merchantId, code, startedAt, minutes });
  }

  /** `VERIFIED`, or the reason of a mismatch, or the state. */
  async function standing(...ids: string[]): Promise<string[]> {
    const { rows } = await application.sql.query<{ id: string; standing: string }>(
      'SELECT id, coalesce(mismatch_reason, state) AS standing FROM operated_session WHERE id = ANY($1)',
      [ids],
    );
    return ids.map((id) => rows.find((row) => row.id === id)!.standing);
  }

  it('takes the session named by its code, and the only one near the plan when none is named', async () => {
    const pair = await world.pair();
    const named = await claim(pair, at(0), { code: 'V-1' });
    const unnamed = await claim(pair, at(24));
    await feed(pair.merchantId, 'V-1', at(0.5));
    await feed(pair.merchantId, 'V-2', at(24.9));
    await load(await feed(pair.merchantId, 'V-3', at(26.1)));
    expect(await standing(named, unnamed)).toEqual(['VERIFIED', 'VERIFIED']);
    const { rows } = await application.sql.query(
      `SELECT r.session_code, o.started_at, o.in_time FROM operated_session o
         JOIN live_session_registry r USING (session_id) WHERE o.id = $1`,
      [unnamed],
    );
    expect(rows).toEqual([{ session_code: 'V-2', started_at: at(24.9), in_time: true }]);
  });

  it('says what speaks against a claim, and tries again with each later load', async () => {
    const pair = await world.pair();
    const other = await world.pair();
    const foreign = await claim(pair, at(0), { code: 'M-foreign' });
    const early = await claim(pair, at(24), { code: 'M-early' });
    const unclear = await claim(pair, at(48));
    const absent = await claim(pair, at(72), { code: 'M-absent' });
    await feed(other.merchantId, 'M-foreign', at(0));
    await feed(pair.merchantId, 'M-early', at(22.9));
    await feed(pair.merchantId, 'M-a', at(47.5));
    await load(await feed(pair.merchantId, 'M-b', at(48.5)));
    expect(await standing(foreign, early, unclear, absent)).toEqual([
      'OTHER_MERCHANT',
      'TIMES_DISAGREE',
      'SEVERAL_CANDIDATES',
      'CLAIMED',
    ]);
    await feed(pair.merchantId, 'M-early', at(23.1));
    await load(await feed(pair.merchantId, 'M-b', at(60)));
    expect(await standing(foreign, early, unclear, absent)).toEqual([
      'OTHER_MERCHANT',
      'VERIFIED',
      'VERIFIED',
      'CLAIMED',
    ]);
    const { rows } = await application.sql.query(
      `SELECT action, before->>'state' AS before, after->>'mismatchReason' AS reason
         FROM audit_entry WHERE object_id = $1 ORDER BY id`,
      [early],
    );
    expect(rows).toEqual([
      { action: 'operated_session.mismatched', before: 'CLAIMED', reason: 'TIMES_DISAGREE' },
      { action: 'operated_session.verified', before: 'MISMATCHED', reason: null },
    ]);
  });

  it('does not take a session on a day outside the term', async () => {
    const { engagementId: _, ...parties } = await world.pair();
    const merchantId = await world.merchant();
    const engagementId = await world.engagement({
      ...parties,
      merchantId,
      operatorIds: [parties.operatorId],
      startedOn: '2026-03-01',
      endedOn: '2026-03-10',
    });
    // 23:40 in Shanghai on the last day; the session began at 00:05 on the day after.
    const id = await claim({ ...parties, merchantId, engagementId }, at(3.67), { code: 'T-1' });
    await load(await feed(merchantId, 'T-1', at(4.09)));
    expect(await standing(id)).toEqual(['OUTSIDE_TERM']);
  });

  it('reopens a verified claim when the times are corrected, and remembers what it was', async () => {
    const pair = await world.pair();
    const id = await claim(pair, at(0), { code: 'C-1' });
    const first = await feed(pair.merchantId, 'C-1', at(0));
    await load(first);
    const shifted = await feed(pair.merchantId, 'C-1', at(0.5), 90);
    await load(shifted);
    expect(await standing(id)).toEqual(['VERIFIED']);
    const moved = await feed(pair.merchantId, 'C-1', at(30));
    await load(moved);
    expect(await standing(id)).toEqual(['TIMES_DISAGREE']);
    await load(moved);
    const back = await feed(pair.merchantId, 'C-1', at(0.9));
    await load(back);
    expect(await standing(id)).toEqual(['VERIFIED']);

    const { rows: history } = await application.sql.query(
      'SELECT verified_load, superseded_by, in_time FROM operated_session_history WHERE operated_session_id = $1',
      [id],
    );
    expect(history).toEqual([{ verified_load: first, superseded_by: moved, in_time: true }]);
    const { rows: now } = await application.sql.query(
      'SELECT verified_load, started_at FROM operated_session WHERE id = $1',
      [id],
    );
    expect(now).toEqual([{ verified_load: back, started_at: at(0.9) }]);
    const { rows: audit } = await application.sql.query(
      `SELECT before->>'state' || ' ' || (after->>'state') AS step FROM audit_entry
        WHERE object_id = $1 ORDER BY id`,
      [id],
    );
    expect(audit.map(({ step }) => step)).toEqual([
      'CLAIMED VERIFIED',
      'VERIFIED MISMATCHED',
      'MISMATCHED VERIFIED',
    ]);
  });

  it('judges by the real start whether a claim was made in time, also after a correction', async () => {
    const pair = await world.pair();
    const claimedAt = at(0.2);
    const id = await claim(pair, at(0.8), { code: 'I-1', claimedAt });
    const first = await feed(pair.merchantId, 'I-1', at(0));
    await load(first);
    const inTime = async () =>
      (await application.sql.query('SELECT in_time FROM operated_session WHERE id = $1', [id]))
        .rows[0].in_time;
    expect(await inTime()).toBe(true);
    const second = await feed(pair.merchantId, 'I-1', at(-0.1));
    await load(second);
    expect(await inTime()).toBe(false);
    const { rows } = await application.sql.query(
      'SELECT in_time, verified_load, superseded_by FROM operated_session_history WHERE operated_session_id = $1',
      [id],
    );
    expect(rows).toEqual([{ in_time: true, verified_load: first, superseded_by: second }]);
  });

  it('gives a session to the claim that names it, else to the earliest', async () => {
    const pair = await world.pair();
    const rivals: Parties[] = [];
    for (let count = 0; count < 3; count += 1) {
      const providerId = await world.provider();
      const operatorId = await world.operator(providerId);
      const engagementId = await world.engagement({
        providerId,
        merchantId: pair.merchantId,
        operatorIds: [operatorId],
      });
      rivals.push({ ...pair, providerId, operatorId, engagementId });
    }
    const late = await claim(rivals[0]!, at(0), { claimedAt: at(-2) });
    const early = await claim(rivals[1]!, at(0), { claimedAt: at(-3) });
    await load(await feed(pair.merchantId, 'R-1', at(0)));
    expect(await standing(late, early)).toEqual(['SESSION_HELD', 'VERIFIED']);

    const byTime = await claim(rivals[0]!, at(48), { claimedAt: at(0) });
    const byCode = await claim(rivals[2]!, at(48), { claimedAt: at(1), code: 'R-2' });
    await load(await feed(pair.merchantId, 'R-2', at(48)));
    expect(await standing(byTime, byCode)).toEqual(['SESSION_HELD', 'VERIFIED']);
  });

  it('does not believe that an operator ran two rooms, however short the plans were', async () => {
    const pair = await world.pair();
    const claims: string[] = [];
    let last = '';
    for (let room = 0; room < 4; room += 1) {
      const merchantId = room === 0 ? pair.merchantId : await world.merchant();
      const engagementId =
        room === 0
          ? pair.engagementId
          : await world.engagement({ ...pair, merchantId, operatorIds: [pair.operatorId] });
      // Plans of five minutes one after another; the sessions really run for three hours side by side.
      const claimedAt = new Date(+at(-10) + room * 60_000);
      const start = new Date(+at(0) + room * 6 * 60_000);
      claims.push(
        await claim({ ...pair, merchantId, engagementId }, start, { minutes: 5, claimedAt }),
      );
      last = await feed(merchantId, `O-${room}`, start, 180);
    }
    await verification.afterLoad({
      loadNumber: '1',
      firstDate: '2026-03-01',
      lastDate: '2026-03-31',
    });
    expect(await standing(...claims)).toEqual([
      'VERIFIED',
      'OPERATOR_ELSEWHERE',
      'OPERATOR_ELSEWHERE',
      'OPERATOR_ELSEWHERE',
    ]);
    await load(last);
    expect((await standing(...claims)).filter((word) => word === 'VERIFIED')).toHaveLength(1);
  });

  it('lets a session run over a little into the operator’s next one', async () => {
    const pair = await world.pair();
    const first = await claim(pair, at(0), { code: 'N-1' });
    const second = await claim(pair, at(2), { code: 'N-2' });
    await feed(pair.merchantId, 'N-1', at(0), 145);
    await load(await feed(pair.merchantId, 'N-2', at(2)));
    expect(await standing(first, second)).toEqual(['VERIFIED', 'VERIFIED']);
  });

  it('finds in a second round what the first could not give', async () => {
    // The session's first rival is busy elsewhere by an earlier claim, so it goes to the second one.
    const pair = await world.pair();
    const otherMerchant = await world.merchant();
    const elsewhere = await world.engagement({
      ...pair,
      merchantId: otherMerchant,
      operatorIds: [pair.operatorId],
    });
    const providerId = await world.provider();
    const operatorId = await world.operator(providerId);
    const engagementId = await world.engagement({
      providerId,
      merchantId: pair.merchantId,
      operatorIds: [operatorId],
    });
    const busy = await claim(
      { ...pair, merchantId: otherMerchant, engagementId: elsewhere },
      at(-0.2),
      { minutes: 5, claimedAt: at(-9) },
    );
    const firstRival = await claim(pair, at(0), { minutes: 5, claimedAt: at(-8) });
    const secondRival = await claim({ ...pair, providerId, operatorId, engagementId }, at(0), {
      claimedAt: at(-7),
    });
    const earlier = await feed(pair.merchantId, 'Z-1', at(0));
    await feed(otherMerchant, 'Z-2', at(-0.2));
    await load(earlier);
    expect(await standing(busy, firstRival, secondRival)).toEqual([
      'VERIFIED',
      'OPERATOR_ELSEWHERE',
      'VERIFIED',
    ]);
  });

  it('costs the same number of statements for a hundred claims as for one', async () => {
    const cost = async (count: number, day: number) => {
      const pair = await world.pair();
      let last = '';
      for (let index = 0; index < count; index += 1) {
        await claim(pair, at(24 * (day + index)), { code: `K-${day}-${index}` });
        last = await feed(pair.merchantId, `K-${day}-${index}`, at(24 * (day + index)));
      }
      const since = String(Number(last) - count + 1);
      return countStatements(() => load(since));
    };
    const one = await cost(1, 1);
    const hundred = await cost(100, 10);
    expect(hundred.statements.length).toBe(one.statements.length);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int FROM operated_session WHERE session_code LIKE 'K-10-%' AND state = 'VERIFIED'`,
    );
    expect(rows).toEqual([{ count: 100 }]);
  });

  it('gives one session to one claim when loads are worked on at once', async () => {
    const pair = await world.pair();
    const rivals: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const providerId = await world.provider();
      const operatorId = await world.operator(providerId);
      const engagementId = await world.engagement({
        providerId,
        merchantId: pair.merchantId,
        operatorIds: [operatorId],
      });
      rivals.push(await claim({ ...pair, providerId, operatorId, engagementId }, at(0)));
    }
    const loadNumber = await feed(pair.merchantId, 'P-1', at(0));
    await Promise.all([1, 2, 3, 4].map(() => load(loadNumber)));
    const result = await standing(...rivals);
    expect(result.filter((word) => word === 'VERIFIED')).toHaveLength(1);
    expect(result.filter((word) => word === 'SESSION_HELD')).toHaveLength(3);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int FROM audit_entry WHERE object_id = ANY($1)`,
      [rivals],
    );
    expect(rows).toEqual([{ count: 4 }]);
  });
});
