import { readStatusList, revocationListUrl, type StatusList } from './status-list.js';
import { checkSignature, type Claims, type KeyRing } from './verify-signature.js';

export const OFFLINE_VERDICTS = [
  'VALID',
  'EXPIRED',
  'SUSPENDED',
  'REVOKED',
  'STATUS_UNKNOWN',
  'ALTERED',
  'UNKNOWN_KEY',
  'UNREADABLE',
] as const;
export type OfflineVerdict = (typeof OFFLINE_VERDICTS)[number];

export interface OfflineReport {
  readonly verdict: OfflineVerdict;
  /** One sentence for people. */
  readonly summary: string;
  readonly certificate?: CertificateClaims;
  /** Of the oldest list that was used. */
  readonly statusListDatedAt?: Date;
}

/** What a genuine certificate says. */
export interface CertificateClaims {
  readonly number: string;
  readonly holderName: string | undefined;
  readonly level: string;
  readonly issuer: string;
  readonly awardedAt: Date;
  readonly validUntil: Date;
  readonly statusListUrl: string;
  readonly statusListIndex: number;
}

/**
 * Verifies a certificate with nothing but the issuer's public keys and signed status lists.
 *
 * @param lists texts of status list credentials (JSON or compact JWS); those of other pages are passed over
 */
export async function verifyOffline(
  text: string,
  ring: KeyRing,
  lists: readonly string[],
  now: Date,
): Promise<OfflineReport> {
  const check = await checkSignature(text, ring);
  switch (check.outcome) {
    case 'UNREADABLE':
      return { verdict: 'UNREADABLE', summary: `not a certificate: ${check.problem}` };
    case 'UNKNOWN_KEY':
      return {
        verdict: 'UNKNOWN_KEY',
        summary: `signed with a key that is not among the keys given (${check.keyId})`,
      };
    case 'ALTERED':
      return { verdict: 'ALTERED', summary: `not as it was signed: ${check.problem}` };
  }
  const certificate = readCertificate(check.claims);
  if (!certificate) {
    return { verdict: 'UNREADABLE', summary: 'signed and unaltered, but not a certificate' };
  }
  const used: StatusList[] = [];
  for (const list of lists) {
    const read = await verifiedList(list, ring);
    if (read.issuer === certificate.issuer) used.push(read);
  }
  return { certificate, ...judge(certificate, used, now) };
}

function judge(
  certificate: CertificateClaims,
  lists: readonly StatusList[],
  now: Date,
): Pick<OfflineReport, 'verdict' | 'summary' | 'statusListDatedAt'> {
  const { statusListUrl, statusListIndex: index, validUntil } = certificate;
  const suspension = lists.find(({ url }) => url === statusListUrl);
  const revocation = lists.find(({ url }) => url === revocationListUrl(statusListUrl));
  const used = [suspension, revocation].filter((list) => list !== undefined);
  const oldest = used.toSorted((a, b) => a.datedAt.getTime() - b.datedAt.getTime())[0];
  const dated = oldest && { statusListDatedAt: oldest.datedAt };
  const signed = 'signed and unaltered';
  const asOf = oldest && `status as of the list dated ${oldest.datedAt.toISOString()}`;
  const stale = used.some((list) => list.validUntil !== undefined && list.validUntil < now);
  const caution = stale ? ' (out of date: fetch a new list)' : '';

  if (revocation?.isSet(index)) {
    return { verdict: 'REVOKED', summary: `${signed}; REVOKED, ${asOf}${caution}`, ...dated };
  }
  if (validUntil < now) {
    return {
      verdict: 'EXPIRED',
      summary: `${signed}; EXPIRED on ${validUntil.toISOString()}`,
      ...dated,
    };
  }
  if (suspension?.isSet(index)) {
    // The suspension list alone can't tell the two apart.
    const state = revocation ? 'SUSPENDED' : 'SUSPENDED or revoked';
    return { verdict: 'SUSPENDED', summary: `${signed}; ${state}, ${asOf}${caution}`, ...dated };
  }
  if (!suspension) {
    const missing = `give the status list ${statusListUrl}`;
    return { verdict: 'STATUS_UNKNOWN', summary: `${signed}; status not checked: ${missing}` };
  }
  return { verdict: 'VALID', summary: `${signed}; valid, ${asOf}${caution}`, ...dated };
}

/** @throws Error when a list can't be trusted: a verdict on top of it would be worth nothing */
async function verifiedList(text: string, ring: KeyRing): Promise<StatusList> {
  const check = await checkSignature(text, ring);
  if (check.outcome !== 'GENUINE') {
    throw new Error(`A status list can't be trusted (${check.outcome}). Fetch it again.`);
  }
  return readStatusList(check.claims);
}

/** The claims of a certificate of ours; undefined when they are of something else. */
export function readCertificate(claims: Claims): CertificateClaims | undefined {
  const { issuer, credentialSubject, credentialStatus, awardedDate, validUntil } = claims as {
    issuer?: { id?: unknown };
    credentialSubject?: {
      licenseNumber?: unknown;
      identifier?: readonly { identityType?: unknown; identityHash?: unknown }[];
      achievement?: { name?: unknown };
    };
    credentialStatus?: { statusListCredential?: unknown; statusListIndex?: unknown };
    awardedDate?: unknown;
    validUntil?: unknown;
  };
  const number = credentialSubject?.licenseNumber;
  const level = credentialSubject?.achievement?.name;
  const statusListUrl = credentialStatus?.statusListCredential;
  if (
    typeof issuer?.id !== 'string' ||
    typeof number !== 'string' ||
    typeof level !== 'string' ||
    typeof statusListUrl !== 'string' ||
    typeof awardedDate !== 'string' ||
    typeof validUntil !== 'string'
  ) {
    return undefined;
  }
  const name = credentialSubject?.identifier?.find(({ identityType }) => identityType === 'name');
  return {
    number,
    level,
    statusListUrl,
    statusListIndex: Number(credentialStatus?.statusListIndex),
    issuer: issuer.id,
    holderName: typeof name?.identityHash === 'string' ? name.identityHash : undefined,
    awardedAt: new Date(awardedDate),
    validUntil: new Date(validUntil),
  };
}
