import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actorKey, type RequestContext } from '../context/request-context.js';
import type { Transaction } from '../database/sql-executor.js';
import { fail, type LocalisedText, type Result } from '../kernel/result.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { IdempotencyStore } from './idempotency.store.js';

/** To put into the error catalogue of each mutation that takes an `idempotencyKey`. */
export const IDEMPOTENCY_ERRORS = {
  IDEMPOTENCY_KEY_REUSED: {
    en: 'The idempotency key was used before for another request. Take a new key for a new request.',
    zh: '该幂等键已用于另一个请求。新的请求请使用新的幂等键。',
  },
  IDEMPOTENCY_KEY_MALFORMED: {
    en: 'An idempotency key has 8 to 100 letters, digits, dots, hyphens or underscores, best a UUID.',
    zh: '幂等键由 8 到 100 个字母、数字、点、连字符或下划线组成，建议使用 UUID。',
  },
} as const satisfies Record<string, LocalisedText>;

export interface KeyedCall {
  /** The mutation's name. Keys of different mutations don't meet. */
  readonly mutation: string;
  /** As the client gave it; without one the work is simply done. */
  readonly key: string | null | undefined;
  /** The whole input: a repeated call must carry the same. */
  readonly request: unknown;
}

/**
 * Lets a client repeat a call whose answer it did not get. The first answer is kept in the same transaction
 * as the work, so that there is an answer exactly if the work was done. Of calls at the same time one works
 * and the others wait for it. A refusal (`ok: false`) is kept like a success: it is the call's answer.
 */
@Injectable()
export class Idempotency {
  constructor(private readonly store: IdempotencyStore) {}

  /**
   * @param work what the call does; its value must survive JSON: keep ids, and read rows afterwards
   * @returns what `work` returned, now or the first time
   */
  async once<T>(
    transaction: Transaction,
    context: RequestContext,
    { mutation, key, request }: KeyedCall,
    work: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    if (key == null) return work();
    if (!/^[\w.-]{8,100}$/.test(key)) return refusal('IDEMPOTENCY_KEY_MALFORMED');
    const place = { actor: actorKey(context.actor), mutation, key };
    const hash = createHash('sha256').update(canonicalJson(request)).digest();
    await this.store.lock(transaction, place);
    const first = await this.store.find<Result<T>>(transaction, place);
    if (first) return first.requestHash.equals(hash) ? first.response : refusal('IDEMPOTENCY_KEY_REUSED'); // prettier-ignore
    const answer = await work();
    await this.store.keep(transaction, place, hash, answer, context.now);
    return answer;
  }
}

function refusal(code: keyof typeof IDEMPOTENCY_ERRORS): Result<never> {
  return fail({ code, path: ['input', 'idempotencyKey'], message: IDEMPOTENCY_ERRORS[code] });
}
