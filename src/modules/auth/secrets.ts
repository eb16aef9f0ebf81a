import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { deriveKey, SealedBox } from '../platform/encryption/sealed-box.js';

/** 256 random bits as text: refresh tokens, invitations, API keys. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a random token. It can't be guessed, so a plain hash protects it; nothing needs stretching. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** What is kept of accounts under DATA_ENCRYPTION_SECRET: second factors sealed, names of guesses disguised. */
@Injectable()
export class SecretBox {
  private readonly totp: SealedBox;
  private readonly throttleKey: Buffer;

  constructor({ values }: Configuration) {
    this.totp = new SealedBox(values.DATA_ENCRYPTION_SECRET, 'caopan/auth/totp');
    this.throttleKey = deriveKey(values.DATA_ENCRYPTION_SECRET, 'caopan/auth/throttle');
  }

  /** @param owner bound to the text: put beside another owner's row, it can't be decrypted */
  encrypt(text: string, owner: string): Buffer {
    return this.totp.seal(text, owner);
  }

  /** @throws Error when the secret of the environment or the owner is another one */
  decrypt(box: Buffer, owner: string): string {
    return this.totp.open(box, owner);
  }

  /** A pseudonym under which guesses are counted. */
  pseudonym(text: string): Buffer {
    return createHmac('sha256', this.throttleKey).update(text).digest();
  }
}
