import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from './document-loader.js';

/** What a certificate says, in the words of Open Badges 3.0. */
export interface AchievementCredentialContent {
  readonly number: string;
  /** The address of the certificate's page; also the credential's id. */
  readonly url: string;
  /** A name for the holder that means nothing elsewhere. */
  readonly subjectId: string;
  /** As the holder agreed to show it; left out when hidden. */
  readonly holderName?: string;
  readonly issuer: { readonly did: string; readonly name: string; readonly url: string };
  readonly level: {
    readonly url: string;
    readonly imageUrl: string;
    readonly name: string;
    readonly description: string;
    readonly criteria: string;
  };
  readonly awardedAt: Date;
  readonly signedAt: Date;
  readonly validUntil: Date;
  readonly status: { readonly listUrl: string; readonly index: number };
}

/**
 * An unsigned credential: W3C Verifiable Credentials 2.0 in the shape of 1EdTech Open Badges 3.0
 * (AchievementCredential). `validFrom` is the day of signing, because Open Badges tell versions of one
 * credential apart by it; the day of the award is `awardedDate`.
 *
 * Open Badges allow one `credentialStatus` only. It names the suspension list, whose bit means "not
 * acceptable now" and is set for revoked certificates too, so that a verifier which knows nothing of us
 * refuses both; the revocation list beside it, with the same indexes, tells them apart (status-list.ts).
 */
export function achievementCredential(content: AchievementCredentialContent): object {
  const { issuer, level, status } = content;
  return {
    '@context': [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT],
    id: content.url,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: level.name,
    issuer: { id: issuer.did, type: ['Profile'], name: issuer.name, url: issuer.url },
    validFrom: instant(content.signedAt),
    validUntil: instant(content.validUntil),
    awardedDate: instant(content.awardedAt),
    credentialSubject: {
      id: content.subjectId,
      type: ['AchievementSubject'],
      licenseNumber: content.number,
      ...(content.holderName !== undefined && {
        identifier: [
          {
            type: 'IdentityObject',
            hashed: false,
            identityHash: content.holderName,
            identityType: 'name',
          },
        ],
      }),
      achievement: {
        id: level.url,
        type: ['Achievement'],
        achievementType: 'Certification',
        name: level.name,
        description: level.description,
        criteria: { narrative: level.criteria },
        image: { id: level.imageUrl, type: 'Image' },
      },
    },
    credentialStatus: {
      id: `${status.listUrl}#${status.index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'suspension',
      statusListIndex: String(status.index),
      statusListCredential: status.listUrl,
    },
  };
}

/** Without milliseconds, as XML Schema's dateTimeStamp is usually written. */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
