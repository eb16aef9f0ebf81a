import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/sql-executor.js';

export interface KeyPlace {
  readonly actor: string;
  readonly mutation: string;
  readonly key: string;
}

export interface KeptAnswer {
  readonly requestHash: Buffer;
  readonly sealedResponse: Buffer;
}

@Injectable()
export class IdempotencyStore {
  constructor(private readonly database: Database) {}

  /** Held to the end of the transaction: a second call with the key waits until the first is committed. */
  async lock(transaction: Transaction, { actor, mutation, key }: KeyPlace): Promise<void> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 20))', [
      [actor, mutation, key].join('\n'),
    ]);
  }

  async find(
    transaction: Transaction,
    { actor, mutation, key }: KeyPlace,
  ): Promise<KeptAnswer | undefined> {
    const [row] = await transaction.query<KeptAnswer>(
      `SELECT request_hash AS "requestHash", sealed_response AS "sealedResponse" FROM idempotency_key
        WHERE actor = $1 AND mutation = $2 AND key = $3`,
      [actor, mutation, key],
    );
    return row;
  }

  async keep(
    transaction: Transaction,
    { actor, mutation, key }: KeyPlace,
    { requestHash, sealedResponse }: KeptAnswer,
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO idempotency_key (actor, mutation, key, request_hash, sealed_response, created_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [actor, mutation, key, requestHash, sealedResponse, at],
    );
  }

  /** @returns how many were forgotten */
  async forgetBefore(before: Date): Promise<number> {
    return this.database.execute('DELETE FROM idempotency_key WHERE created_at < $1', [before]);
  }
}
