/**
 * How fast certificates are issued and verified, beside the bare Ed25519 operations underneath.
 *
 *   node --import ./test/support/typescript-loader.mjs bench/certificates/run.ts [issued] [tokens] [proofs]
 *
 * Starts a PostgreSQL server of its own and removes it again. Defaults: 10,000, 100,000 and 2,000.
 */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  KeyRing,
  checkSignature,
} from '../../src/modules/certificates/credential/verify-signature.js';
import { CertificateService, IssuerKeyService } from '../../src/modules/certificates/index.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { TestApplication } from '../../test/support/application.js';
import { givenOperator } from '../../test/support/certificate-fixture.js';
import { startTestServer } from '../../test/support/database-server.js';
import { ACCESS_VARIABLE } from '../../test/support/test-server-access.js';

const [issued = 10_000, tokens = 100_000, proofs = 2_000] = process.argv.slice(2).map(Number);
const BATCH = 100;

/** @returns microseconds of this process's CPU for each: unlike the clock, the same on a busy machine */
async function time(name: string, count: number, work: () => Promise<void>): Promise<number> {
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  await work();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(before);
  const each = (user + system) / count;
  const rate = Math.round(count / seconds).toLocaleString('en');
  console.log(
    `${name.padEnd(46)} ${String(count).padStart(7)} in ${seconds.toFixed(1).padStart(6)} s  ${each.toFixed(1).padStart(8)} µs CPU each  ${rate.padStart(7)}/s`,
  );
  return each;
}

async function run(application: TestApplication): Promise<void> {
  const { operatorId } = await givenOperator(application.sql);
  const context = systemContext('bench', new Date());
  const service = application.nest.get(CertificateService);
  const unitOfWork = application.nest.get(UnitOfWork);
  const issue = async (name: string, count: number, batch: number) => {
    for (let from = 0; from < count; from += batch) {
      const requests = Array.from({ length: Math.min(batch, count - from) }, (_, i) => ({
        operatorId,
        level: 'SENIOR',
        entitlement: `${name} ${from + i}`,
      }));
      const result = await unitOfWork.run(context, (transaction) =>
        service.issue(transaction, context, requests),
      );
      if (!result.ok) throw new Error(JSON.stringify(result.errors));
    }
  };
  await issue('warm up', 20, 10);

  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { rows } = await application.sql.query<{ credential: string; token: string }>(
    'SELECT credential, token FROM certificate_document',
  );
  const message = Buffer.from(rows[0]!.credential);
  const signature = sign(null, message, privateKey);
  const bareSign = await time('bare Ed25519 signature of a credential', 20_000, async () => {
    for (let i = 0; i < 20_000; i += 1) sign(null, message, privateKey);
  });
  const bareVerify = await time('bare Ed25519 verification', 20_000, async () => {
    for (let i = 0; i < 20_000; i += 1) verify(null, message, publicKey, signature);
  });

  const single = Math.ceil(issued / 20);
  const one = await time('issued one in a transaction (both signatures)', single, () =>
    issue('single', single, 1),
  );
  const many = await time(`issued ${BATCH} in a transaction`, issued, () =>
    issue('batch', issued, BATCH),
  );

  const ring = await KeyRing.of(await application.nest.get(IssuerKeyService).published());
  const verifyAll = async (texts: readonly string[], count: number) => {
    for (let i = 0; i < count; i += 1) {
      const check = await checkSignature(texts[i % texts.length]!, ring);
      if (check.outcome !== 'GENUINE') throw new Error(check.outcome);
    }
  };
  const token = await time('verified JOSE tokens', tokens, () =>
    verifyAll(
      rows.map((row) => row.token),
      tokens,
    ),
  );
  const proof = await time('verified Data Integrity proofs', proofs, () =>
    verifyAll(
      rows.map((row) => row.credential),
      proofs,
    ),
  );
  const ratio = (name: string, a: number, b: number) =>
    console.log(`${name.padEnd(46)} ${(a / b).toFixed(1)} ×`);
  ratio('issue one / two bare signatures', one, 2 * bareSign);
  ratio(`issue ${BATCH} / two bare signatures each`, many, 2 * bareSign);
  ratio('verify a token / bare verification', token, bareVerify);
  ratio('verify a proof / bare verification', proof, bareVerify);
}

const { access, remove } = await startTestServer();
process.env[ACCESS_VARIABLE] = JSON.stringify(access);
try {
  const application = await TestApplication.start();
  try {
    await run(application);
  } finally {
    await application.stop();
  }
} finally {
  await remove();
}
