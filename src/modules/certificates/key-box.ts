import { createHmac } from 'node:crypto';
import { deriveKey, SealedBox } from '../platform/encryption/sealed-box.js';

/** Encrypts issuer keys at rest. */
export class KeyBox {
  private readonly box: SealedBox;

  /** @param secret DATA_ENCRYPTION_SECRET */
  constructor(secret: string) {
    this.box = new SealedBox(secret, 'caopan/certificates/issuer-key');
  }

  /** @param keyId bound to the secret: put beside another key's id, it can't be decrypted */
  seal(privateKey: string, keyId: string): Buffer {
    return this.box.seal(privateKey, keyId);
  }

  /** @throws Error that names the setting, when it is not the one the key was encrypted under */
  open(box: Buffer, keyId: string): string {
    try {
      return this.box.open(box, keyId);
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

  /** @param secret DATA_ENCRYPTION_SECRET */
  constructor(secret: string) {
    this.key = deriveKey(secret, 'caopan/certificates/lookup');
  }

  hash(address: string): Buffer {
    return createHmac('sha256', this.key).update(address).digest();
  }
}
