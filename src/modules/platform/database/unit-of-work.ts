import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ClientBase } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import type { RequestContext } from '../context/request-context.js';
import { succeed, type Result } from '../kernel/result.js';
import { Refusal } from './refusal.js';
import type { Transaction } from './sql-executor.js';

export type IsolationLevel = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** Serialization failure and deadlock: the database asks for the whole transaction again. */
const WORTH_ANOTHER_TRY = new Set(['40001', '40P01']);
const TRIES = 3;

@Injectable()
export class UnitOfWork {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction and commits, or rolls back when it throws. After a serialization failure
   * or a deadlock the *whole* callback runs again in a new transaction, so it must do nothing outside the
   * database; effects go through the outbox.
   */
  async run<T>(
    _context: RequestContext,
    work: (transaction: Transaction) => Promise<T>,
    isolation: IsolationLevel = 'READ COMMITTED',
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work, isolation);
      } catch (error) {
        const code = (error as { code?: string }).code;
        if (attempt === TRIES || code === undefined || !WORTH_ANOTHER_TRY.has(code)) throw error;
      }
    }
  }

  /**
   * Like `run`, for work whose steps can be refused: a refusal (`orRefuse`) undoes everything and comes back
   * as the result's errors.
   */
  async attempt<T>(
    context: RequestContext,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<Result<T>> {
    try {
      return succeed(await this.run(context, work));
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, errors: error.errors };
      throw error;
    }
  }

  private async once<T>(
    work: (transaction: Transaction) => Promise<T>,
    isolation: IsolationLevel,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as ClientBase;
      await runner.startTransaction(isolation);
      const result = await work(transactionOn(runner, client));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

function transactionOn(runner: QueryRunner, client: ClientBase): Transaction {
  return {
    manager: runner.manager,
    async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      return (await client.query(text, values as unknown[])).rows as Row[];
    },
    async execute(text: string, values: readonly unknown[] = []): Promise<number> {
      return (await client.query(text, values as unknown[])).rowCount ?? 0;
    },
  };
}
