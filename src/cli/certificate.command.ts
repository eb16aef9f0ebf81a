import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { credentialIn } from '../modules/certificates/credential/baked-image.js';
import { readKeyFile } from '../modules/certificates/credential/issuer-keys.js';
import { verifyOffline } from '../modules/certificates/credential/verify-offline.js';
import { KeyRing } from '../modules/certificates/credential/verify-signature.js';
import { Clock } from '../modules/platform/clock/clock.js';
import type { Command } from './command.js';

const USAGE = `certificate verify FILE --keys FILE [--status FILE]… [--at TIME] [--json]
    FILE      a credential (JSON), a token, or a badge (SVG, PNG) with one inside
    --keys    the issuer's did.json or jwks.json
    --status  a signed status list (suspension, revocation); give both to tell the two apart
    --at      the moment to judge for, ISO 8601; now when left out
    Opens no connection and needs no settings. Answers 0 when the certificate is valid.
certificate rekey
    Encrypts the issuer's keys anew: PREVIOUS_DATA_ENCRYPTION_SECRET → DATA_ENCRYPTION_SECRET.`;

export const certificateCommand: Command = {
  summary: 'verify a certificate offline; encrypt issuer keys anew',
  run(words) {
    const [action, ...rest] = words;
    if (action === 'verify') return verify(rest);
    if (action === 'rekey' && rest.length === 0) return rekey();
    console.error(USAGE);
    return Promise.resolve(2);
  },
};

async function verify(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      keys: { type: 'string' },
      status: { type: 'string', multiple: true, default: [] },
      at: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1 || !values.keys) {
    console.error(USAGE);
    return 2;
  }
  const at = values.at === undefined ? new Clock().now() : new Date(values.at);
  if (Number.isNaN(at.getTime())) throw new Error(`"${values.at}" is not a time in ISO 8601`);
  const ring = await KeyRing.of(await readKeyFile(await readFile(values.keys, 'utf8')));
  const credential = credentialIn(await readFile(file));
  if (credential === undefined) throw new Error(`the picture ${file} has no credential inside`);
  const lists = await Promise.all(values.status.map((path) => readFile(path, 'utf8')));
  const report = await verifyOffline(credential, ring, lists, at);
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else {
    console.log(report.summary);
    const { certificate } = report;
    if (certificate) {
      const holder = certificate.holderName ?? 'name not shown';
      console.log(`${certificate.number} · ${certificate.level} · ${holder}`);
      console.log(
        `issuer ${certificate.issuer}, valid until ${certificate.validUntil.toISOString()}`,
      );
    }
  }
  return report.verdict === 'VALID' ? 0 : 1;
}

async function rekey(): Promise<number> {
  const previous = process.env.PREVIOUS_DATA_ENCRYPTION_SECRET;
  if (!previous) throw new Error('set PREVIOUS_DATA_ENCRYPTION_SECRET');
  // Loaded here, so that verifying starts at once and loads nothing of the server.
  const { reencryptIssuerKeys } = await import('./reencrypt-issuer-keys.js');
  console.log(`issuer keys encrypted anew: ${await reencryptIssuerKeys(previous)}`);
  return 0;
}
