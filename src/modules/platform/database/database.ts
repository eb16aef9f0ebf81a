import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { SqlExecutor } from './sql-executor.js';

/**
 * Reads outside a transaction. Statements are prepared once per connection under a name made from their
 * text, so that PostgreSQL parses and plans a hot query once and not at every call.
 */
@Injectable()
export class Database implements SqlExecutor {
  private readonly names = new Map<string, string>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const result = await this.pool.query({
      name: this.nameOf(text),
      text,
      values: values as unknown[],
    });
    return result.rows as Row[];
  }

  async execute(text: string, values: readonly unknown[] = []): Promise<number> {
    const result = await this.pool.query(text, values as unknown[]);
    return result.rowCount ?? 0;
  }

  /** The pool under TypeORM, for COPY and LISTEN, which TypeORM does not know. */
  get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  private nameOf(text: string): string {
    let name = this.names.get(text);
    if (name === undefined) {
      // The texts are ours and finite, but lists compose them from filters: a bound keeps memory flat.
      if (this.names.size >= 2_000) this.names.clear();
      name = `s${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
      this.names.set(text, name);
    }
    return name;
  }
}
