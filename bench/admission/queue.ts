import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { seedReference } from '../../seeds/reference/seed-reference.js';
import { AppModule } from '../../src/app.module.js';
import { DepositService, ReviewService } from '../../src/modules/admission/index.js';
import { Configuration } from '../../src/modules/platform/config/configuration.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { migrate } from '../../src/modules/platform/database/migrations.js';

/**
 * The review queue, and the list of providers short of deposit, through their services against bare SQL on the same
 * tables: in turns, medians.
 *
 *   npm run build && BENCH_SERVER_URL=postgres://postgres@127.0.0.1:5432/postgres \
 *     node dist/bench/admission/queue.js [--providers 10000] [--rounds 50]
 *
 * The server needs roles caopan_owner and caopan_app that may log in without a password. A database of its
 * own is made and dropped.
 */
const { values } = parseArgs({
  options: {
    providers: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '50' },
  },
});
const server = process.env.BENCH_SERVER_URL;
if (!server) throw new Error('set BENCH_SERVER_URL to a superuser’s connection');

const urlFor = (user: string, database: string) => {
  const url = new URL(server);
  url.username = user;
  url.pathname = `/${database}`;
  return url.toString();
};

/** The least that tells who is short, by one rule for all: every balance is the sum of its rows. */
const BALANCES = `SELECT provider_id, sum(amount) FROM deposit_entry GROUP BY provider_id HAVING sum(amount) < 100000
  ORDER BY sum(amount), provider_id LIMIT 21`;

const database = `bench_admission_${randomBytes(4).toString('hex')}`;
const administrator = new pg.Client({ connectionString: server });
await administrator.connect();
await administrator.query(`CREATE DATABASE ${database} OWNER caopan_owner`);
try {
  const ownerUrl = urlFor('caopan_owner', database);
  await migrate(ownerUrl);
  await seedReference(ownerUrl);
  const bare = new pg.Client({ connectionString: ownerUrl });
  await bare.connect();
  // The database is dropped under it when something fails: then that is what there is to tell.
  bare.on('error', () => undefined);
  await fill(bare, Number(values.providers));
  const application = await NestFactory.createApplicationContext(
    AppModule.of(
      Configuration.read({
        DATABASE_URL: urlFor('caopan_app', database),
        ACCESS_TOKEN_SECRET: randomBytes(24).toString('hex'),
        DATA_ENCRYPTION_SECRET: randomBytes(24).toString('hex'),
      }),
    ),
    { logger: false },
  );
  const context = systemContext('bench', new Date());
  const reviews = application.get(ReviewService);
  const deposits = application.get(DepositService);
  const short = { shortOnly: true, providerStates: ['ADMITTED'] };
  const first = { first: 20 };
  const figures = {
    'review queue, 20 due first': await beside(
      () => reviews.queue(context, {}, 'DUE', first, false),
      () =>
        bare.query(
          `SELECT * FROM review_case WHERE state IN ('OPEN', 'RECOMMENDED', 'DISPUTED')
            ORDER BY due_on, id LIMIT 21`,
        ),
    ),
    'review queue, counted': await beside(
      () => reviews.queue(context, {}, 'DUE', first, true),
      () =>
        bare.query(
          `SELECT count(*) FROM review_case WHERE state IN ('OPEN', 'RECOMMENDED', 'DISPUTED')`,
        ),
    ),
    'short of deposit, 20 with the largest shortfall': await beside(
      () => deposits.accountPage(context, short, 'SHORTFALL', first, false),
      () => bare.query(BALANCES),
    ),
    'short of deposit, 20 for longest': await beside(
      () => deposits.accountPage(context, short, 'SHORT_SINCE', first, false),
      () => bare.query(BALANCES),
    ),
  };
  console.table(figures);
  console.log(`${values.providers} providers; load average ${loadavg()[0]!.toFixed(1)}`);
  await bare.end();
  await application.close();
} finally {
  await administrator.query(`DROP DATABASE ${database} WITH (FORCE)`);
  await administrator.end();
}

/** Ten entries a provider; every other one is short. One review for each, a fifth of them open. */
async function fill(owner: pg.Client, providers: number): Promise<void> {
  await owner.query(
    `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state, admitted_on)
     SELECT uuid_v7(), 'B' || lpad(n::text, 8, '0'), 'Provider ' || n, 'BENCH' || lpad(n::text, 13, '0'),
            (ARRAY['MCN', 'BRAND', 'INDUSTRIAL_BELT'])[1 + n % 3],
            (ARRAY(SELECT code FROM category ORDER BY code))[1 + n % (SELECT count(*)::int FROM category)],
            (SELECT min(code) FROM region), 'ADMITTED', date '2026-01-01' + n % 200
       FROM generate_series(1, $1::int) n`,
    [providers],
  );
  await owner.query(
    `INSERT INTO deposit_entry (id, provider_id, number, kind, amount, reason, reference, booked_on, recorded_by, recorded_at)
     SELECT uuid_v7(), p.id, n, 'DEPOSIT', CASE WHEN get_byte(uuid_send(p.id), 15) % 2 = 0 THEN 500 ELSE 50000 END,
            'bench', p.provider_code || '-' || n, p.admitted_on + n, 'system:bench', now()
       FROM provider p, generate_series(1, 10) n`,
  );
  await owner.query(
    `INSERT INTO review_case (id, kind, provider_id, ruling, state, outcome, due_on, opened_at, closed_at)
     SELECT uuid_v7(), 'RULING', p.id, 'SUSPEND', s.state, CASE WHEN s.state = 'DECIDED' THEN 'REJECT' END,
            p.admitted_on + 3, now(), CASE WHEN s.state = 'DECIDED' THEN now() END
       FROM provider p, LATERAL (SELECT CASE WHEN get_byte(uuid_send(p.id), 14) % 5 = 0
         THEN 'OPEN' ELSE 'DECIDED' END AS state) s`,
  );
  await owner.query('ANALYZE');
}

async function beside(product: () => Promise<unknown>, bare: () => Promise<unknown>) {
  const times = { product: [] as number[], bare: [] as number[] };
  for (let round = -5; round < Number(values.rounds); round += 1)
    for (const [name, run] of [
      ['product', product],
      ['bare', bare],
    ] as const) {
      const started = performance.now();
      await run();
      if (round >= 0) times[name].push(performance.now() - started);
    }
  const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1]!;
  const [ours, theirs] = [median(times.product), median(times.bare)];
  return {
    'product ms': ours.toFixed(2),
    'bare ms': theirs.toFixed(2),
    ratio: (ours / theirs).toFixed(2),
  };
}
