import { OutcomeComputationService } from '../../src/modules/outcomes/index.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { TestApplication } from '../support/application.js';
import { PlantedMarket } from '../support/planted-market.js';
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
});
