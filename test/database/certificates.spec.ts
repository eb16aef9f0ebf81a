import { jest } from '@jest/globals';
import { certificateCommand } from '../../src/cli/certificate.command.js';
import { didOf, readKeyFile } from '../../src/modules/certificates/credential/issuer-keys.js';
import { verifyOffline } from '../../src/modules/certificates/credential/verify-offline.js';
import { KeyRing } from '../../src/modules/certificates/credential/verify-signature.js';
import {
  CertificateService,
  IssuerKeyService,
  type IssueCertificate,
} from '../../src/modules/certificates/index.js';
import {
  systemContext,
  type RequestContext,
} from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { TestApplication } from '../support/application.js';
import { givenOperator } from '../support/certificate-fixture.js';
import { countStatements } from '../support/statement-counter.js';

const FIRST_SECRET = 'the secret under which the keys were made, 32';
const SECOND_SECRET = 'the secret of the machine restored to, 32 bytes';

// Much signing and drawing; patience for a machine that others use too.
jest.setTimeout(60_000);

describe('certificates in the database', () => {
  let application: TestApplication;
  let context: RequestContext;
  let operatorId: string;

  beforeAll(async () => {
    application = await TestApplication.start({ DATA_ENCRYPTION_SECRET: FIRST_SECRET });
    context = systemContext('test', new Date());
    ({ operatorId } = await givenOperator(application.sql));
  });
  afterAll(() => application.stop());

  const issue = (requests: readonly IssueCertificate[], on = application) =>
    on.nest
      .get(UnitOfWork)
      .run(context, (transaction) =>
        on.nest.get(CertificateService).issue(transaction, context, requests),
      );
  /** `cli certificate rekey`, as an operator of the service runs it. */
  const rekey = async (url: string) => {
    const { env } = process;
    process.env = {
      ...env,
      DATABASE_URL: url,
      ACCESS_TOKEN_SECRET: 'a secret that only the tests use, 32 bytes',
      DATA_ENCRYPTION_SECRET: SECOND_SECRET,
      PREVIOUS_DATA_ENCRYPTION_SECRET: FIRST_SECRET,
      LOG_LEVEL: 'silent',
    };
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      return await certificateCommand.run(['rekey']);
    } finally {
      expect(log).toHaveBeenCalledWith('issuer keys encrypted anew: 1');
      log.mockRestore();
      process.env = env;
    }
  };
  const request = (entitlement: string) => ({ operatorId, level: 'SENIOR', entitlement });
  const scalar = async (sql: string, values: unknown[] = []) =>
    Object.values((await application.sql.query<Record<string, unknown>>(sql, values)).rows[0]!)[0];

  it('makes one first key, and one certificate of one entitlement, however many ask at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, () => issue([request('contest of twelve')])),
    );
    const issued = results.map((result) => {
      if (!result.ok) throw new Error(JSON.stringify(result.errors));
      return result.value[0]!;
    });
    expect(new Set(issued.map(({ certificate }) => certificate.number)).size).toBe(1);
    expect(issued.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await scalar('SELECT count(*)::int FROM certificate')).toBe(1);
    expect(await scalar('SELECT count(*)::int FROM certificate_document')).toBe(1);
    expect(await scalar('SELECT count(*)::int FROM issuer_key')).toBe(1);
    expect(
      await scalar(`SELECT count(*)::int FROM outbox_event WHERE kind = 'certificate.issued'`),
    ).toBe(1);
  });

  it('lets one of two renewals and rulings win when both come at once', async () => {
    const issued = await issue([request('contest of two')]);
    if (!issued.ok) throw new Error('not issued');
    const certificateId = issued.value[0]!.certificate.id;
    const suspend = () =>
      application.nest.get(UnitOfWork).run(context, (transaction) =>
        application.nest.get(CertificateService).rule(transaction, context, {
          certificateId,
          kind: 'SUSPENDED',
          reason: 'both officers press at once',
        }),
      );
    const outcomes = await Promise.all([suspend(), suspend(), suspend()]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const rulings = 'SELECT count(*)::int FROM certificate_ruling WHERE certificate_id = $1';
    expect(await scalar(rulings, [certificateId])).toBe(1);
    expect(await scalar('SELECT version::int FROM status_page WHERE page = 1')).toBe(1);
  });

  it('costs the same number of statements for one certificate and for fifty', async () => {
    const batch = (name: string, size: number) =>
      Array.from({ length: size }, (_, i) => request(`${name} ${i}`));
    await issue(batch('warm', 1));
    const one = await countStatements(() => issue(batch('one', 1)));
    const fifty = await countStatements(() => issue(batch('fifty', 50)));
    expect(fifty.statements.length).toBe(one.statements.length);
    expect(fifty.result.ok).toBe(true);
  });

  it('gives back nothing of a batch in which one is refused', async () => {
    const before = await scalar('SELECT count(*)::int FROM certificate');
    const refused = await issue([request('good one'), { ...request('bad one'), level: 'MASTER' }]);
    expect(refused.ok).toBe(false);
    const clash = await issue([
      request('good two'),
      { ...request('contest of twelve'), level: 'JUNIOR' },
    ]);
    expect(clash).toMatchObject({ ok: false, errors: [{ code: 'ENTITLEMENT_USED' }] });
    expect(await scalar('SELECT count(*)::int FROM certificate')).toBe(before);
    expect(await issue([])).toEqual({ ok: true, value: [] });
    await expect(issue(Array<IssueCertificate>(1_001).fill(request('x 1')))).rejects.toThrow(
      '1000',
    );
  });

  it('scatters places over the whole status list', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await issue(Array.from({ length: 100 }, (_, i) => request(`scatter ${name} ${i}`)));
    }
    const { rows } = await application.sql.query<{ index: number; numbers: string }>(
      'SELECT status_index AS index, number AS numbers FROM certificate ORDER BY created_at, id',
    );
    const indexes = rows.map(({ index }) => index);
    expect(new Set(indexes).size).toBe(indexes.length);
    // Pearson's chi-squared over 8 ranges: 7 degrees of freedom, 1 in a million above 40.5.
    const counts = Array.from(
      { length: 8 },
      (_, i) => indexes.filter((index) => index >> 14 === i).length,
    );
    const expected = indexes.length / 8;
    const deviation = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(Math.max(...indexes)).toBeLessThan(131_072);
    expect(deviation).toBeLessThan(40.5);
    // Neither do neighbours in time lie together, nor do numbers count up.
    const rising = indexes.filter((index, i) => i > 0 && index > indexes[i - 1]!).length;
    expect(Math.abs(rising - indexes.length / 2)).toBeLessThan(indexes.length / 5);
    const numbers = rows.map((row) => row.numbers);
    expect([...numbers].sort()).not.toEqual(numbers);
  });

  it('begins a new page when one is half full', async () => {
    await application.sql.query('UPDATE status_page SET allocated = 65536 WHERE page = 1');
    const results = await Promise.all([issue([request('page 2')]), issue([request('page two')])]);
    const pages = results.map((result) => result.ok && result.value[0]!.certificate.statusPage);
    expect(pages).toEqual([2, 2]);
    expect(await scalar('SELECT max(page) FROM status_page')).toBe(2);
  });

  it('keeps what was ruled, renewed and signed', async () => {
    for (const table of ['certificate_ruling', 'certificate_document']) {
      await expect(application.sql.query(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
    }
  });

  it('survives a restore: old certificates verify at once, new ones after the keys were encrypted anew', async () => {
    const signed = await application.sql.query<{ credential: string; token: string }>(
      'SELECT credential, token FROM certificate_document LIMIT 1',
    );
    const { credential, token } = signed.rows[0]!;
    const secretBefore = await scalar('SELECT private_key FROM issuer_key');
    const restored = await TestApplication.start({ DATA_ENCRYPTION_SECRET: SECOND_SECRET });
    try {
      // The backup: every row of the module, copied into the other database.
      const tables = [
        ...['provider', 'operator', 'issuer_key', 'status_page', 'certificate'],
        'certificate_document',
      ];
      for (const table of tables) {
        const { rows } = await application.sql.query(`SELECT to_jsonb(t) AS row FROM ${table} t`);
        await restored.sql.query(
          `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, r)).*
             FROM jsonb_array_elements($1::jsonb) AS r`,
          [JSON.stringify(rows.map(({ row }) => row as object))],
        );
      }
      const verify = async (text: string) => {
        const query = `query ($text: String!) { verifyCertificate(numberOrToken: $text) { outcome } }`;
        const { data } = await restored.graphql(null, query, { text });
        return data.verifyCertificate.outcome as string;
      };
      expect(await verify(credential)).toBe('VALID');
      expect(await verify(token)).toBe('VALID');
      await expect(issue([request('after the restore')], restored)).rejects.toThrow(
        /DATA_ENCRYPTION_SECRET is not the one/,
      );
      const keys = restored.nest.get(IssuerKeyService);
      await expect(
        keys.reencrypt(context, 'a wrong guess of the secret, 32 bytes'),
      ).rejects.toThrow(/DATA_ENCRYPTION_SECRET/);
      expect(await rekey(restored.database.appUrl)).toBe(0);
      const [{ private_key: secretAfter }] = (
        await restored.sql.query<{ private_key: Buffer }>('SELECT private_key FROM issuer_key')
      ).rows as [{ private_key: Buffer }];
      expect(secretAfter.equals(secretBefore as Buffer)).toBe(false);
      const issued = await issue([request('after the restore')], restored);
      expect(issued.ok).toBe(true);
      // The same key signs on: verifiers notice nothing.
      const fresh = await restored.sql.query<{ token: string }>(
        'SELECT token FROM certificate_document ORDER BY signed_at DESC, certificate_id DESC LIMIT 1',
      );
      const kid = (text: string) => Buffer.from(text.split('.')[0]!, 'base64url').toString();
      expect(kid(fresh.rows[0]!.token)).toBe(kid(token));
    } finally {
      await restored.stop();
    }
  });

  it('opens a sealed key for no other id', async () => {
    const { KeyBox } = await import('../../src/modules/certificates/key-box.js');
    const box = new KeyBox(FIRST_SECRET);
    const sealed = box.seal('secret', 'did:web:a#1');
    expect(box.open(sealed, 'did:web:a#1')).toBe('secret');
    expect(() => box.open(sealed, 'did:web:a#2')).toThrow('did:web:a#2');
    expect(box.seal('secret', 'did:web:a#1').equals(sealed)).toBe(false);
  });

  it('reads keys from either kind of file, and says what is wrong with another', async () => {
    const keys = await application.nest.get(IssuerKeyService).published();
    expect(keys[0]!.controller).toBe(didOf(new URL('http://localhost:4000')));
    await expect(readKeyFile('nonsense')).rejects.toThrow('not JSON');
    await expect(readKeyFile('{}')).rejects.toThrow('/.well-known/');
    await expect(
      readKeyFile('{"keys":[{"crv":"Ed25519","kid":"key-1","x":"AA"}]}'),
    ).rejects.toThrow('DID URL');
    const ring = await KeyRing.of(keys);
    const report = await verifyOffline('{}', ring, [], context.now);
    expect(report.verdict).toBe('UNREADABLE');
  });
});
