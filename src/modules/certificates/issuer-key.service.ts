import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { Configuration } from '../platform/config/configuration.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/kernel/ids.js';
import {
  didOf,
  generateKey,
  keyIdOf,
  signingKey,
  type PublicKey,
  type SigningKey,
} from './credential/issuer-keys.js';
import { KeyRing } from './credential/verify-signature.js';
import type { IssuerKey } from './entities/issuer-key.entity.js';
import { IssuerKeyStore, type PublishedKey } from './issuer-key.store.js';
import { KeyBox } from './key-box.js';

export interface ActiveKey {
  readonly rowId: string;
  readonly key: SigningKey;
}

@Injectable()
export class IssuerKeyService {
  /** The address under which certificates, keys and lists are found. */
  readonly origin: string;
  /** The issuer's name in signatures. */
  readonly did: string;
  private readonly box: KeyBox;
  private readonly opened = new Map<string, Promise<SigningKey>>();
  private ring: { readonly of: string; readonly ring: Promise<KeyRing> } | undefined;

  constructor(
    private readonly store: IssuerKeyStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    { values }: Configuration,
  ) {
    const url = new URL(values.PUBLIC_URL);
    this.origin = url.origin;
    this.did = didOf(url);
    this.box = new KeyBox(values.DATA_ENCRYPTION_SECRET);
  }

  /** The key that signs now; made when there is none yet. */
  async active(executor: SqlExecutor, now: Date): Promise<ActiveKey> {
    let row = await this.store.active(executor, this.did);
    if (!row) {
      await this.store.insertUnlessActive(executor, await this.newKey(now));
      row = (await this.store.active(executor, this.did))!;
    }
    return { rowId: row.id, key: await this.open(row) };
  }

  /** The keys of the issuer as it is called now, retired ones too: what they signed stays true. */
  async published(): Promise<PublicKey[]> {
    const rows = await this.store.published();
    return rows.filter(({ controller }) => controller === this.did).map(toPublicKey);
  }

  history(): Promise<PublishedKey[]> {
    return this.store.published();
  }

  /** Every key that ever signed here, made ready for verifying. */
  async keyRing(): Promise<KeyRing> {
    const rows = await this.store.published();
    const of = rows.map(({ keyId }) => keyId).join();
    if (this.ring?.of !== of) this.ring = { of, ring: KeyRing.of(rows.map(toPublicKey)) };
    return this.ring.ring;
  }

  /** Retires the active key for signing and makes a new one. What the old one signed stays verifiable. */
  async rotate(context: RequestContext, reason: string): Promise<PublishedKey[]> {
    const fresh = await this.newKey(context.now);
    await this.unitOfWork.run(context, async (transaction) => {
      await this.store.retire(transaction, this.did, context.now);
      // Another rotation at the same moment has done what this one was asked for.
      if (!(await this.store.insertUnlessActive(transaction, fresh))) return;
      await this.audit.record(transaction, context, {
        action: 'issuer_key.rotated',
        object: { kind: 'IssuerKey', id: fresh.id },
        after: { keyId: fresh.keyId },
        reason,
      });
    });
    return this.store.published();
  }

  /**
   * Encrypts every key anew under the present DATA_ENCRYPTION_SECRET, all or none.
   * @throws Error when a key was not encrypted under `previousSecret`
   */
  async reencrypt(context: RequestContext, previousSecret: string): Promise<number> {
    const previous = new KeyBox(previousSecret);
    return this.unitOfWork.run(context, async (transaction) => {
      const rows = await this.store.lockAll(transaction);
      const sealed = rows.map(({ id, keyId, privateKey }) => ({
        id,
        privateKey: this.box.seal(previous.open(privateKey, keyId), keyId),
      }));
      await this.store.replaceSecrets(transaction, sealed);
      await this.audit.record(
        transaction,
        context,
        ...rows.map(({ id }) => ({
          action: 'issuer_key.reencrypted',
          object: { kind: 'IssuerKey' as const, id },
        })),
      );
      return rows.length;
    });
  }

  private async newKey(now: Date): Promise<Omit<IssuerKey, 'retiredAt'>> {
    const { x, d } = generateKey();
    const keyId = await keyIdOf(this.did, x);
    const privateKey = this.box.seal(d, keyId);
    return { id: newId(), keyId, controller: this.did, publicKey: x, privateKey, createdAt: now };
  }

  private open(row: IssuerKey): Promise<SigningKey> {
    let key = this.opened.get(row.id);
    if (!key) {
      key = signingKey(toPublicKey(row), this.box.open(row.privateKey, row.keyId));
      this.opened.set(row.id, key);
    }
    return key;
  }
}

function toPublicKey({ keyId, controller, publicKey }: PublishedKey): PublicKey {
  return { id: keyId, controller, x: publicKey };
}
