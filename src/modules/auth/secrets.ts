import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';

/** 256 random bits as text: refresh tokens, invitations, API keys. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a random token. It can't be guessed, so a plain hash protects it; nothing needs stretching. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keys derived from DATA_ENCRYPTION_SECRET (HKDF-SHA-256, RFC 5869), one for each purpose. */
@Injectable()
export class SecretBox {
  private readonly encryptionKey: Buffer;
  private readonly throttleKey: Buffer;

  constructor({ values }: Configuration) {
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', values.DATA_ENCRYPTION_SECRET, '', purpose, 32));
    this.encryptionKey = derive('caopan/auth/totp');
    this.throttleKey = derive('caopan/auth/throttle');
  }

  /** @param owner bound to the text: put beside another owner's row, it can't be decrypted */
  encrypt(text: string, owner: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.encryptionKey, nonce);
    cipher.setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error when the secret of the environment or the owner is another one */
  decrypt(box: Buffer, owner: string): string {
    const nonce = box.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.encryptionKey, nonce);
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }

  /** A pseudonym under which guesses are counted. */
  pseudonym(text: string): Buffer {
    return createHmac('sha256', this.throttleKey).update(text).digest();
  }
}
