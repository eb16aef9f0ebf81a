import type { EntityManager } from 'typeorm';

/** Something that runs SQL: the pool, or one transaction. Stores take it so that they work in both. */
export interface SqlExecutor {
  /** The statement's rows. Values are sent as parameters, never spliced into the text. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The number of rows that the statement touched. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
}

export interface Transaction extends SqlExecutor {
  /** TypeORM's view of the same transaction, for writing entities. Only stores touch it. */
  readonly manager: EntityManager;
}
