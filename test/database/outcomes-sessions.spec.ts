import { OutcomeComputationService } from '../../src/modules/outcomes/index.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { TestApplication } from '../support/application.js';
import { endRelation, PlantedMarket, relate } from '../support/planted-market.js';
import {
  LOG_EFFECTS,
  MARKET_TO,
  plantOutcomes,
  type PlantedOutcomes,
} from '../support/planted-outcomes.js';

const context = systemContext('test', new Date('2026-10-01T00:00:00Z'));

describe('outcomes of a planted market', () => {
  let application: TestApplication;
  let market: PlantedMarket;
  let planted: PlantedOutcomes;
  let service: OutcomeComputationService;

  const compute = async (full: boolean, asOf = MARKET_TO): Promise<string> => {
    const started = await service.start(context, { full, asOf });
    if (!started.ok) throw new Error(JSON.stringify(started.errors));
    await service.compute(context, started.value.id, () => Promise.resolve());
    return started.value.id;
  };
  const rows = async (text: string, values: unknown[] = []) =>
    (await application.sql.query(text, values)).rows;

  beforeAll(async () => {
    application = await TestApplication.start();
    market = await PlantedMarket.prepare(application.sql);
    planted = await plantOutcomes(market);
    service = application.nest.get(OutcomeComputationService);
    await compute(true);
  }, 60_000);
  afterAll(() => application.stop());

  it('finds what each operator adds', async () => {
    const records = await rows(
      `SELECT subject_id, log_uplift, lower, upper, shrunk_log_uplift, merchants, sessions, listed
         FROM uplift_record WHERE subject_kind = 'OPERATOR'`,
    );
    expect(records).toHaveLength(3);
    for (const [o, effect] of LOG_EFFECTS.entries()) {
      const record = records.find(({ subject_id }) => subject_id === planted.operatorIds[o]);
      expect(Math.abs(record.log_uplift - effect)).toBeLessThan(0.2);
      expect(record.lower).toBeLessThan(effect);
      expect(record.upper).toBeGreaterThan(effect);
      expect(record).toMatchObject({ merchants: 4, listed: true });
    }
  });

  it('judges only the merchant anew of which a row changed, and as a full run would', async () => {
    // A Sunday: of a week that is not over the market is not known yet, and its sessions are judged again.
    const sunday = '2026-08-30';
    await compute(true, sunday);
    const [changed] = await rows(
      `SELECT merchant_id AS id, session_id AS "sessionId" FROM session_outcome
        WHERE merchant_id = ANY($1) AND business_date = '2026-07-16' LIMIT 1`,
      [planted.merchantIds.flat()],
    );
    await market.correct('live_session', `session_id = '${changed.sessionId}'`, 'paid_gmv = paid_gmv * 1.2', 2); // prettier-ignore
    const id = await compute(false, sunday);
    const touched = await rows(
      'SELECT DISTINCT merchant_id AS id FROM session_outcome WHERE computation_id = $1',
      [id],
    );
    expect(touched).toEqual([{ id: changed.id }]);
    const made = () =>
      Promise.all([
        rows(`SELECT operated_session_id, net_gmv, judged_expected_gmv, judged_log_uplift, variance, holds
                FROM session_outcome ORDER BY 1`),
        rows(`SELECT subject_kind, subject_id, merchant_id, log_uplift, own_variance, loadings, sessions, held
                FROM uplift_contribution ORDER BY 1, 2, 3`),
      ]);
    const incremental = await made();
    await compute(true, sunday);
    expect(await made()).toEqual(incremental);
    await compute(true);
  });

  it('keeps what related parties do for each other out of every record, and shows it', async () => {
    const sql = application.sql;
    const records = () =>
      rows(`SELECT subject_kind, subject_id, merchants, sessions, held, round(log_uplift::numeric, 4) AS uplift
              FROM uplift_record ORDER BY 1, 2`);
    const shown = () => rows('SELECT count(*)::int AS count FROM session_outcome');
    const of = (found: Awaited<ReturnType<typeof records>>, id: string) =>
      found.find(({ subject_id }) => subject_id === id);
    const before = await records();
    const outcomes = await shown();
    const [providerId, operatorId] = [planted.providerIds[0]!, planted.operatorIds[0]!];
    const own = planted.merchantIds[0]![0]!;

    await relate(sql, providerId, own);
    await compute(false);
    const related = await records();
    expect(of(related, operatorId)).toMatchObject({ merchants: 3 });
    expect(of(before, providerId)!.merchants - of(related, providerId)!.merchants).toBe(1);
    expect(of(related, planted.operatorIds[1]!)).toEqual(of(before, planted.operatorIds[1]!));
    expect(await shown()).toEqual(outcomes);

    await endRelation(sql, own);
    await compute(false);
    expect(await records()).toEqual(before);
  });

  it('lets no related party stand for the market', async () => {
    const panel = async () => {
      const id = await compute(true);
      const [row] = await rows('SELECT counts FROM outcome_computation WHERE id = $1', [id]);
      return row.counts['sessions.panelMerchants'] as number;
    };
    const before = await panel();
    const [{ id: unserved }] = await rows(
      'SELECT id FROM merchant m WHERE NOT EXISTS (SELECT FROM engagement e WHERE e.merchant_id = m.id) LIMIT 1',
    );
    await relate(application.sql, planted.providerIds[0]!, unserved);
    expect(await panel()).toBe(before - 1);
  });
});
