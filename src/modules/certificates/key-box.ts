import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param secret DATA_ENCRYPTION_SECRET */
function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `caopan/certificates/${purpose}`, 32));
}

/** Encrypts issuer keys at rest: AES-256-GCM under a key derived by HKDF-SHA-256 (RFC 5869). */
export class KeyBox {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = derive(secret, 'issuer-key');
  }

  /** @param keyId bound to the secret: put beside another key's id, it can't be decrypted */
  seal(privateKey: string, keyId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(keyId));
    const sealed = Buffer.concat([cipher.update(privateKey, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error that names the setting, when it is not the one the key was encrypted under */
  open(box: Buffer, keyId: string): string {
    const decipher = createDecipheriv('aes-256-gcm', this.key, box.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(keyId))
      .setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const text = decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new Error(
        `the issuer key ${keyId} can't be decrypted: DATA_ENCRYPTION_SECRET is not the one it was encrypted under (docs/certificates.md, "After a restore")`,
      );
    }
  }
}

/** Turns client addresses into pseudonyms: without the secret, a row says nothing of who looked. */
export class AddressHasher {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = derive(secret, 'lookup');
  }

  hash(address: string): Buffer {
    return createHmac('sha256', this.key).update(address).digest();
  }
}
