import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { startOfBusinessDate } from '../platform/kernel/business-date.js';
import type { LocalisedText } from '../platform/kernel/result.js';
import { CertificateStore, type CertificateRow } from './certificate.store.js';
import { achievementCredential } from './credential/achievement-credential.js';
import type { StatusPurpose } from './credential/status-list.js';
import { signCredential } from './credential/sign-credential.js';
import {
  CERTIFICATES_POLICY,
  certificatesPolicySchema,
  levelOf,
  type CertificatesPolicy,
} from './domain/certificate-policy.js';
import { endOfBusinessDate } from './domain/certificate-term.js';
import { displayedName } from './domain/consent.js';
import type { CertificateDocument } from './entities/certificate-history.entity.js';
import { IssuerKeyService } from './issuer-key.service.js';
import { StatusListService } from './status-list.service.js';

/** Puts certificates into signed words. */
@Injectable()
export class CertificateSigner {
  private readonly policies = new Map<number, CertificatesPolicy>();

  constructor(
    private readonly store: CertificateStore,
    private readonly keys: IssuerKeyService,
    private readonly statusLists: StatusListService,
    private readonly database: Database,
  ) {}

  pageUrlOf(number: string): string {
    return `${this.keys.origin}/c/${number}`;
  }

  statusListUrlOf(row: { readonly statusPage: number }, purpose: StatusPurpose): string {
    return this.statusLists.urlOf(row.statusPage, purpose);
  }

  /**
   * The policies by which certificates were issued, by version: their words describe what was awarded then.
   * Versions never change, so each is read once.
   */
  async policiesOf(
    rows: readonly { readonly policyVersion: number }[],
    executor: SqlExecutor = this.database,
  ): Promise<ReadonlyMap<number, CertificatesPolicy>> {
    const missing = rows
      .map(({ policyVersion }) => policyVersion)
      .filter((version) => !this.policies.has(version));
    if (missing.length > 0) {
      const found = await this.store.policyVersions(executor, CERTIFICATES_POLICY, missing);
      for (const { version, body } of found) {
        this.policies.set(version, certificatesPolicySchema.parse(body));
      }
    }
    return this.policies;
  }

  /** Signs with the active key and keeps what was signed. */
  async sign(
    transaction: Transaction,
    now: Date,
    rows: readonly (CertificateRow & { readonly revision: number })[],
  ): Promise<void> {
    const { rowId: issuerKeyId, key } = await this.keys.active(transaction, now);
    const policies = await this.policiesOf(rows, transaction);
    const documents: CertificateDocument[] = [];
    // One after the other: signing is all computing, so doing it at once would only use more memory.
    for (const row of rows) {
      const content = this.credentialOf(row, policies.get(row.policyVersion)!, now);
      const signed = await signCredential(content, key, now);
      const { id: certificateId, revision } = row;
      documents.push({ certificateId, revision, issuerKeyId, ...signed, signedAt: now });
    }
    await this.store.insertDocuments(transaction, documents);
  }

  private credentialOf(row: CertificateRow, policy: CertificatesPolicy, now: Date): object {
    const level = levelOf(policy, row.level)!;
    const { origin, did } = this.keys;
    const levelUrl = `${origin}/certificates/levels/${level.code}`;
    const holderName = displayedName(row.operatorName, row.nameDisplay);
    return achievementCredential({
      number: row.number,
      url: this.pageUrlOf(row.number),
      subjectId: `urn:uuid:${row.subjectId}`,
      ...(holderName !== undefined && { holderName }),
      issuer: { did, name: bilingual(policy.issuerName), url: origin },
      level: {
        url: levelUrl,
        imageUrl: `${levelUrl}/badge.svg`,
        name: bilingual(level.name),
        description: bilingual(level.description),
        criteria: bilingual(level.criteria),
      },
      awardedAt: startOfBusinessDate(row.issuedOn),
      signedAt: now,
      validUntil: endOfBusinessDate(row.validUntil),
      status: {
        listUrl: this.statusLists.urlOf(row.statusPage, 'suspension'),
        index: row.statusIndex,
      },
    });
  }
}

/** A credential has one text for all its readers. */
function bilingual({ zh, en }: LocalisedText): string {
  return `${zh} · ${en}`;
}
