import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { signCredential } from './credential/sign-credential.js';
import {
  STATUS_LIST_LENGTH,
  statusListCredential,
  type StatusPurpose,
} from './credential/status-list.js';
import { CERTIFICATES_POLICY, certificatesPolicySchema } from './domain/certificate-policy.js';
import { IssuerKeyService } from './issuer-key.service.js';
import { StatusListStore, type SignedStatusList } from './status-list.store.js';

export interface StatusPlace {
  readonly page: number;
  readonly index: number;
}

/** A page takes certificates up to half of its indexes, so that free ones are found by a few random tries. */
const MOST_PER_PAGE = STATUS_LIST_LENGTH / 2;
const HOUR = 3_600_000;

@Injectable()
export class StatusListService {
  constructor(
    private readonly store: StatusListStore,
    private readonly keys: IssuerKeyService,
    private readonly policies: PolicyService,
    private readonly database: Database,
  ) {}

  urlOf(page: number, purpose: StatusPurpose): string {
    return `${this.keys.origin}/certificates/status/${page}/${purpose}`;
  }

  /** Locks the page that takes `count` more certificates. Held until the transaction ends. */
  async lockPage(transaction: Transaction, count: number): Promise<number> {
    for (;;) {
      const newest = await this.store.lockNewestPage(transaction);
      if (newest && newest.allocated + count <= MOST_PER_PAGE) return newest.page;
      await this.store.addPage(transaction, (newest?.page ?? 0) + 1);
    }
  }

  /** Random free places on a locked page: an index tells nothing of when or after whom it was taken. */
  async allocate(transaction: Transaction, page: number, count: number): Promise<StatusPlace[]> {
    const chosen = new Set<number>();
    while (chosen.size < count) {
      const candidates = new Set<number>();
      while (candidates.size < 2 * count + 8) candidates.add(randomInt(STATUS_LIST_LENGTH));
      const free = await this.store.freeIndexes(transaction, page, [...candidates]);
      for (const index of free) if (chosen.size < count) chosen.add(index);
    }
    await this.store.allocate(transaction, page, count);
    return [...chosen].map((index) => ({ page, index }));
  }

  touch(transaction: Transaction, page: number): Promise<void> {
    return this.store.touch(transaction, page);
  }

  /**
   * The signed list of a page: the kept one while it shows the page's bits and is fresh, otherwise a new one.
   * @returns undefined when there is no such page
   */
  async signed(
    page: number,
    purpose: StatusPurpose,
    now: Date,
  ): Promise<SignedStatusList | undefined> {
    const known = await this.store.signed(page, purpose);
    if (!known) return undefined;
    const today = businessDateOf(now);
    const { body } = await this.policies.inForce(
      CERTIFICATES_POLICY,
      certificatesPolicySchema,
      today,
    );
    const lifetime = body.statusListValidHours * HOUR;
    const { list, pageVersion } = known;
    const fresh =
      list?.version === pageVersion &&
      // A revocation may take effect at midnight.
      businessDateOf(list.datedAt) === today &&
      now.getTime() - list.datedAt.getTime() < lifetime / 2;
    if (fresh) return list;
    const renewed = await this.sign(page, purpose, now, lifetime);
    await this.store.keep(page, purpose, renewed);
    return renewed;
  }

  private async sign(
    page: number,
    purpose: StatusPurpose,
    now: Date,
    lifetime: number,
  ): Promise<SignedStatusList> {
    const { key } = await this.keys.active(this.database, now);
    const { version, indexes } = await this.store.bits(page, purpose, businessDateOf(now));
    const unsigned = await statusListCredential({
      url: this.urlOf(page, purpose),
      purpose,
      issuer: this.keys.did,
      indexes,
      datedAt: now,
      validUntil: new Date(now.getTime() + lifetime),
    });
    return { ...(await signCredential(unsigned, key, now)), datedAt: now, version };
  }
}
