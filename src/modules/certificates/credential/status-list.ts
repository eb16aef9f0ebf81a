import { createCredential, createList, decodeList } from '@digitalbazaar/vc-bitstring-status-list';
import { instant } from './achievement-credential.js';

/** W3C Bitstring Status List asks for at least 131,072 entries, so that one bit hides among many. */
export const STATUS_LIST_LENGTH = 131_072;

export const STATUS_PURPOSES = ['suspension', 'revocation'] as const;
export type StatusPurpose = (typeof STATUS_PURPOSES)[number];

/** The address of the list beside the one that a credential names: same page, same indexes. */
export function revocationListUrl(suspensionListUrl: string): string {
  return suspensionListUrl.replace(/\/suspension$/, '/revocation');
}

/** An unsigned status list credential with the bits of `indexes` set. */
export async function statusListCredential(list: {
  readonly url: string;
  readonly purpose: StatusPurpose;
  readonly issuer: string;
  readonly indexes: readonly number[];
  readonly datedAt: Date;
  readonly validUntil: Date;
}): Promise<object> {
  const bits = await createList({ length: STATUS_LIST_LENGTH });
  for (const index of list.indexes) bits.setStatus(index, true);
  const { url, purpose } = list;
  return {
    ...(await createCredential({ id: url, list: bits, statusPurpose: purpose })),
    issuer: list.issuer,
    validFrom: instant(list.datedAt),
    validUntil: instant(list.validUntil),
  };
}

/** A verified status list, ready for being asked. */
export interface StatusList {
  readonly url: string;
  readonly purpose: string;
  readonly issuer: string;
  readonly datedAt: Date;
  readonly validUntil: Date | undefined;
  isSet(index: number): boolean;
}

/** @throws Error when the claims are not those of a status list */
export async function readStatusList(
  claims: Readonly<Record<string, unknown>>,
): Promise<StatusList> {
  const { id, type, issuer, validFrom, validUntil, credentialSubject } = claims as {
    id?: unknown;
    type?: unknown;
    issuer?: unknown;
    validFrom?: string;
    validUntil?: string;
    credentialSubject?: { encodedList?: unknown; statusPurpose?: unknown };
  };
  const encodedList = credentialSubject?.encodedList;
  if (
    !Array.isArray(type) ||
    !type.includes('BitstringStatusListCredential') ||
    typeof id !== 'string' ||
    typeof issuer !== 'string' ||
    typeof encodedList !== 'string' ||
    // 131,072 bits compress to at most some 22 kB of base64url: more is not one of our lists.
    encodedList.length > 40_000
  ) {
    throw new Error('This is not a status list credential.');
  }
  const bits = await decodeList({ encodedList });
  return {
    url: id,
    purpose: String(credentialSubject?.statusPurpose),
    issuer,
    datedAt: new Date(validFrom ?? Number.NaN),
    validUntil: validUntil === undefined ? undefined : new Date(validUntil),
    isSet: (index) => index >= 0 && index < bits.length && bits.getStatus(index),
  };
}
