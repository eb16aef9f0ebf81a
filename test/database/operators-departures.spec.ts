import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { addDays, businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { ProviderService } from '../../src/modules/providers/index.js';
import { TestApplication } from '../support/application.js';
import { eventually } from '../support/eventually.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';

const whether = (holds: () => Promise<boolean>) => async () => (await holds()) || undefined;

describe('operators who leave', () => {
  const today = businessDateOf(new Date());
  const yesterday = addDays(today, -1);
  let application: TestApplication;
  let fixtures: RegistryFixtures;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixtures = new RegistryFixtures(application.sql);
    await application.nest.get(JobWorker).start();
  });
  afterAll(() => application.stop());

  const ended = async (membershipId: string) => {
    const { rows } = await application.sql.query('SELECT ended_at FROM membership WHERE id = $1', [
      membershipId,
    ]);
    return rows[0].ended_at !== null;
  };

  it('lose their company’s account after their last day', async () => {
    const provider = await fixtures.provider();
    const member = async (from: string, to: string | null) => {
      const operator = await fixtures.operator();
      await fixtures.employment(operator, provider, from, to);
      return { operator, membership: await fixtures.operatorMembership(operator, provider) };
    };
    const gone = await member('2024-01-01', yesterday);
    const lastDay = await member('2024-01-01', today);
    const working = await member('2024-01-01', null);
    const notYet = await member(addDays(today, 7), null);
    const rehired = await member('2024-01-01', yesterday);
    await fixtures.employment(rehired.operator, provider, today);

    await application.sql.query(
      `SELECT graphile_worker.add_job('scheduled', '{"name": "operators.end_lapsed_memberships"}')`,
    );
    await eventually(whether(() => ended(gone.membership)));
    for (const { membership } of [lastDay, working, notYet, rehired]) {
      expect(await ended(membership)).toBe(false);
    }
    const { rows } = await application.sql.query(
      "SELECT object_id, provider_id FROM audit_entry WHERE action = 'membership.ended'",
    );
    expect(rows).toEqual([{ object_id: gone.membership, provider_id: provider }]);
  });

  it('are looked for every night: the workers have it in their timetable', async () => {
    const { rows } = await application.sql.query(
      "SELECT identifier FROM graphile_worker._private_known_crontabs WHERE identifier LIKE 'operators.%'",
    );
    expect(rows).toEqual([{ identifier: 'operators.end_lapsed_memberships' }]);
  });

  it('have left a provider that exits; jobs there that were to begin never do', async () => {
    const provider = await fixtures.provider();
    const employ = async (from: string, to: string | null) => {
      const operator = await fixtures.operator();
      return { operator, employment: await fixtures.employment(operator, provider, from, to) };
    };
    const open = await employ('2024-01-01', null);
    const ending = await employ('2024-01-01', addDays(today, 30));
    const over = await employ('2024-01-01', '2024-06-30');
    const ahead = await employ(addDays(today, 1), null);
    const elsewhere = await fixtures.operator();
    const other = await fixtures.employment(elsewhere, await fixtures.provider(), '2024-01-01');
    const early = await fixtures.operatorMembership(ahead.operator, provider);

    const context = systemContext('test', new Date());
    await application.nest.get(UnitOfWork).run(context, (transaction) =>
      application.nest.get(ProviderService).moveStates(context, transaction, [
        {
          providerId: provider,
          to: 'EXITED',
          reason: 'It asked to leave.',
          effectiveOn: today,
        },
      ]),
    );

    const lastDayOf = async ({ employment }: { employment: string }) =>
      (
        await application.sql.query('SELECT employed_to FROM employment WHERE id = $1', [
          employment,
        ])
      ).rows[0]?.employed_to;
    await eventually(whether(() => ended(early)));
    const days = [open, ending, over, ahead, { employment: other }].map(lastDayOf);
    const asText = (await Promise.all(days)).map((day) => day && businessDateOf(new Date(day)));
    expect(asText).toEqual([today, today, '2024-06-30', undefined, null]);
    const { rows } = await application.sql.query(
      "SELECT action FROM audit_entry WHERE provider_id = $1 AND object_kind = 'Employment' ORDER BY action",
      [provider],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'operator.employment_cancelled',
      'operator.employment_ended',
      'operator.employment_ended',
    ]);
  });
});
