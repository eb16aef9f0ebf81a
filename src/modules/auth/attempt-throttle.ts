import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { AttemptStore, type AttemptKey } from './attempt.store.js';
import { AuthenticationPolicy } from './authentication-policy.js';
import { networkOf } from './domain/address.js';
import { decideAttempt, type AttemptCount } from './domain/back-off.js';
import { SecretBox } from './secrets.js';

/** What is guessed at (an account's e-mail; absent for codes that belong to no account), and from where. */
export interface AttemptTarget {
  readonly account?: string;
  readonly address: string;
}

/** Makes guessing slow: for one account from everywhere, and for everything from one address. */
@Injectable()
export class AttemptThrottle {
  constructor(
    private readonly store: AttemptStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly policy: AuthenticationPolicy,
    private readonly secrets: SecretBox,
  ) {}

  /**
   * Counts one attempt before it is made, in a transaction of its own: also attempts that come at the same
   * moment, and also those whose own transaction is rolled back.
   *
   * @returns undefined when the attempt may be made, otherwise the seconds to wait
   */
  async reserve(context: RequestContext, target: AttemptTarget): Promise<number | undefined> {
    const policy = await this.policy.inForce(context);
    const keys = this.keysOf(target);
    return this.unitOfWork.run(context, async (transaction) => {
      const counts = await this.store.lock(transaction, keys, context.now);
      const decided: { key: AttemptKey; count: AttemptCount }[] = [];
      for (const key of keys) {
        const backOff = key.kind === 'ACCOUNT' ? policy.accountBackOff : policy.addressBackOff;
        const decision = decideAttempt(backOff, counts.get(key.kind), context.now);
        if (!decision.allowed) return decision.retryAfterSeconds;
        decided.push({ key, count: decision.count });
      }
      await this.store.save(transaction, decided);
      return undefined;
    });
  }

  /** After a full success: the account's count is cleared, the address gets its attempt back. */
  async succeeded(context: RequestContext, target: AttemptTarget): Promise<void> {
    await this.store.giveBack(this.keysOf({ address: target.address }));
    if (target.account !== undefined) await this.store.clear(this.keysOf(target)[0]!);
    const { accountBackOff, addressBackOff } = await this.policy.inForce(context);
    const minutes = Math.max(accountBackOff.forgetAfterMinutes, addressBackOff.forgetAfterMinutes);
    await this.store.forget(new Date(context.now.getTime() - minutes * 60_000));
  }

  /** After an attempt that was right as far as it went (a code is still missing): as if it had not been made. */
  async giveBack(target: AttemptTarget): Promise<void> {
    await this.store.giveBack(this.keysOf(target));
  }

  /** The account first, always: two callers who lock both can't wait for each other. */
  private keysOf({ account, address }: AttemptTarget): AttemptKey[] {
    const ofAddress = {
      kind: 'ADDRESS',
      hash: this.secrets.pseudonym(networkOf(address)),
    } as const;
    if (account === undefined) return [ofAddress];
    return [{ kind: 'ACCOUNT', hash: this.secrets.pseudonym(account) }, ofAddress];
  }
}
