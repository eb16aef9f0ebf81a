import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { deriveKey, SealedBox } from '../platform/encryption/sealed-box.js';
import type { Subject } from './personal-data.store.js';

/** The keys under which personal data is kept: one for each subject, wrapped by DATA_ENCRYPTION_SECRET. */
@Injectable()
export class SubjectKeys {
  private readonly wrapper: SealedBox;
  private readonly markKey: Buffer;

  constructor({ values }: Configuration) {
    this.wrapper = new SealedBox(values.DATA_ENCRYPTION_SECRET, 'caopan/personal-data/subject-key');
    this.markKey = deriveKey(values.DATA_ENCRYPTION_SECRET, 'caopan/personal-data/mark');
  }

  /** 256 random bits, wrapped for the subject: put beside another's row, they can't be unwrapped. */
  newWrapped(subject: Subject): Buffer {
    return this.wrapper.seal(randomBytes(32).toString('base64'), nameOf(subject));
  }

  /** @throws Error when DATA_ENCRYPTION_SECRET is not the one the key was wrapped under */
  boxOf(subject: Subject, wrapped: Buffer): SealedBox {
    const key = this.wrapper.open(wrapped, nameOf(subject));
    return new SealedBox(key, 'caopan/personal-data/value');
  }

  /**
   * A pseudonym by which equal values are recognised and nothing else is learnt without the secret: identity
   * numbers are few enough to try them all against a plain hash.
   *
   * @param what the kind of value, so that equal texts of different kinds do not meet
   */
  mark(what: 'PERSON' | 'COMPANY' | 'BANK_ACCOUNT', value: string): Buffer {
    return createHmac('sha256', this.markKey).update(`${what}\n${value}`).digest();
  }
}

/** What a sealed value is bound to. */
export function nameOf({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}
