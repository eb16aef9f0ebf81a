import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { actorKey, type RequestContext } from '../context/request-context.js';
import type { Transaction } from '../database/sql-executor.js';
import { deriveKey, SealedBox } from '../encryption/sealed-box.js';
import { fail, type Result } from '../kernel/result.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { IDEMPOTENCY_ERRORS } from '../kernel/idempotency-errors.js';
import { IdempotencyStore } from './idempotency.store.js';

export { IDEMPOTENCY_ERRORS };

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
 * and the others wait for it. What is kept tells nothing to who reads the table: an answer may hold a new key,
 * and a request a password, which a plain hash would let be guessed. A refusal (`ok: false`) is kept like a success: it is the call's answer.
 */
@Injectable()
export class Idempotency {
  private readonly box: SealedBox;
  private readonly hashKey: Buffer;

  constructor(
    private readonly store: IdempotencyStore,
    { values }: Configuration,
  ) {
    this.box = new SealedBox(values.DATA_ENCRYPTION_SECRET, 'caopan/idempotency/answer');
    this.hashKey = deriveKey(values.DATA_ENCRYPTION_SECRET, 'caopan/idempotency/request');
  }

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
    const requestHash = createHmac('sha256', this.hashKey).update(canonicalJson(request)).digest();
    const boundTo = [place.actor, mutation, key].join('\n');
    await this.store.lock(transaction, place);
    const first = await this.store.find(transaction, place);
    if (first) {
      if (!first.requestHash.equals(requestHash)) return refusal('IDEMPOTENCY_KEY_REUSED');
      return JSON.parse(this.box.open(first.sealedResponse, boundTo)) as Result<T>;
    }
    const answer = await work();
    const sealedResponse = this.box.seal(JSON.stringify(answer), boundTo);
    await this.store.keep(transaction, place, { requestHash, sealedResponse }, context.now);
    return answer;
  }
}

function refusal(code: keyof typeof IDEMPOTENCY_ERRORS): Result<never> {
  return fail({ code, path: ['input', 'idempotencyKey'], message: IDEMPOTENCY_ERRORS[code] });
}
