import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { randomToken } from './secrets.js';

/**
 * Argon2id with 19 MiB, 2 passes, 1 lane: the first choice of the OWASP Password Storage Cheat Sheet. A constant
 * of the code and not policy: what it should be follows from computers, not from the marketplace.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class PasswordHasher {
  /** The hash of a password that nobody has: what an unknown e-mail is compared with. */
  private readonly nobodys: Promise<string> = hash(randomToken(), PARAMETERS);

  hash(password: string): Promise<string> {
    return hash(password, PARAMETERS);
  }

  /** Takes the same time for an account that does not exist (`undefined`) as for one that does. */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await this.nobodys), password);
    return passwordHash !== undefined && matches;
  }
}
