import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { certificateCommand } from '../../src/cli/certificate.command.js';
import { Clock } from '../../src/modules/platform/clock/clock.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from './application.js';

export const CERTIFICATION_OFFICER = { role: 'CERTIFICATION_OFFICER' } as const;

/** A provider and an operator who works there. UUIDs. */
export interface Employed {
  readonly operatorId: string;
  readonly providerId: string;
  readonly providerName: string;
}

let count = 0;

export async function givenOperator(sql: pg.Pool, name = '林晓舟'): Promise<Employed> {
  const [operatorId, providerId] = [newId(), newId()];
  count += 1;
  const providerName = `杭州试验服务商${count}号`;
  await sql.query(
    `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state)
     SELECT $1, $2, $3, $2, 'MCN', (SELECT min(code) FROM category), (SELECT min(code) FROM region), 'ADMITTED'`,
    [providerId, `P9${String(count).padStart(5, '0')}`, providerName],
  );
  await sql.query('INSERT INTO operator (id, operator_code, name) VALUES ($1, $2, $3)', [
    operatorId,
    `O9${String(count).padStart(6, '0')}`,
    name,
  ]);
  await sql.query(
    `INSERT INTO employment (id, operator_id, provider_id, employed_from) VALUES ($1, $2, $3, '2020-01-01')`,
    [newId(), operatorId, providerId],
  );
  return { operatorId, providerId, providerName };
}

const ISSUE = `mutation ($input: IssueCertificateInput!) {
  issueCertificate(input: $input) {
    certificate { id number state issuedOn validUntil level publicUrl } userErrors { code message path } } }`;

export interface GivenCertificate {
  readonly id: string;
  readonly number: string;
  readonly validUntil: string;
}

export async function givenCertificate(
  application: TestApplication,
  operatorId: string,
  entitlement: string,
  level = 'SENIOR',
): Promise<GivenCertificate> {
  const input = { operatorId: publicId('Operator', operatorId), level, entitlement };
  const { data, errors } = await application.graphql(CERTIFICATION_OFFICER, ISSUE, { input });
  const payload = data?.issueCertificate as
    { certificate: GivenCertificate | null; userErrors: unknown[] } | undefined;
  if (!payload?.certificate) {
    throw new Error(`not issued: ${JSON.stringify(errors ?? payload?.userErrors)}`);
  }
  return payload.certificate;
}

export const DAY = 86_400_000;

const RULE = (mutation: string, input: string) => `mutation ($input: ${input}!) {
  ${mutation}(input: $input) { certificate { state revokedOn } userErrors { code message path } } }`;
export const SUSPEND = RULE('suspendCertificate', 'RuleCertificateInput');
export const LIFT = RULE('liftCertificateSuspension', 'RuleCertificateInput');
export const REVOKE = RULE('revokeCertificate', 'RevokeCertificateInput');
export const CONSENT = `mutation ($input: CertificateConsentInput!) {
  setCertificateConsent(input: $input) { nameDisplay showEmployer } }`;
const VERIFY = `query ($text: String!) { verifyCertificate(numberOrToken: $text) {
  outcome message certificate { number levelName holderName employer revokedOn } } }`;
export const REASON = '被投诉冒名参赛，核查期间先行处理。';

interface Output {
  readonly code: number;
  readonly stdout: string;
}

/** What tests of certificates do to a running application, with a clock of their own. */
export class CertificateTester {
  readonly realNow = new Date();
  now = this.realNow;

  private constructor(
    readonly application: TestApplication,
    readonly folder: string,
  ) {
    application.nest.get(Clock).now = () => this.now;
  }

  static async start(): Promise<CertificateTester> {
    const application = await TestApplication.start();
    return new CertificateTester(application, await mkdtemp(join(tmpdir(), 'certificates-')));
  }

  async stop(): Promise<void> {
    await this.application.stop();
    await rm(this.folder, { recursive: true });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(new URL(path, this.application.url), { headers, redirect: 'manual' });
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  async verify(text: string) {
    return (await this.application.graphql(null, VERIFY, { text })).data.verifyCertificate;
  }

  async decide(mutation: string, { id }: GivenCertificate, more = {}) {
    const input = { certificateId: id, reason: REASON, ...more };
    const { data } = await this.application.graphql(CERTIFICATION_OFFICER, mutation, { input });
    return Object.values(data)[0] as { certificate: { state: string } | null; userErrors: [] };
  }

  async consent(employed: Employed, { id }: GivenCertificate, nameDisplay = 'FULL') {
    const input = { certificateId: id, nameDisplay, showEmployer: true };
    return this.application.graphql(holder(employed), CONSENT, { input });
  }

  lists(): Promise<string[]> {
    const purposes = ['suspension', 'revocation'];
    return Promise.all(purposes.map((purpose) => this.text(`/certificates/status/1/${purpose}`)));
  }

  /** Verifies with the command that holders and merchants get, from files alone. */
  async offline(content: string, lists: readonly string[], keys?: string): Promise<Output> {
    const file = async (name: string, text: string) => {
      await writeFile(join(this.folder, name), text);
      return join(this.folder, name);
    };
    const certificate = await file('certificate', content);
    const keyFile = await file('keys', keys ?? (await this.text('/.well-known/did.json')));
    const status: string[] = [];
    for (const [i, list] of lists.entries()) status.push('--status', await file(`list${i}`, list));
    const at = this.now.toISOString();
    return runCommand(['verify', certificate, '--keys', keyFile, ...status, '--at', at]);
  }
}

export function holder({ operatorId, providerId }: Employed): TestCaller {
  return { role: 'OPERATOR', operatorId, providerId };
}

async function runCommand(words: readonly string[]): Promise<Output> {
  const output: string[] = [];
  const { log, error } = console;
  console.log = console.error = (line: string) => output.push(line);
  try {
    const code = await certificateCommand.run(words).catch((problem: Error) => {
      output.push(problem.message);
      return 1;
    });
    return { code, stdout: output.join('\n') };
  } finally {
    Object.assign(console, { log, error });
  }
}
