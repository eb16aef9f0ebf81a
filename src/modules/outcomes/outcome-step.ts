import type { RequestContext } from '../platform/context/request-context.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';

/** What one computation works on. All steps read from the same snapshot. */
export interface OutcomeScope {
  readonly context: RequestContext;
  readonly computationId: string;
  /** The last day that counts. */
  readonly asOf: BusinessDate;
  /** The last load in the snapshot. */
  readonly loadNumber: string;
  /** What the last computation stood on; null for a full run: everything is made anew. */
  readonly since: { readonly load: string; readonly at: Date } | null;
  /** A transaction that sees one state of the database. Reads only; writes go through transactions of their own. */
  readonly snapshot: SqlExecutor;
  /** @param fraction of this step, 0 to 1 */
  progress(fraction: number, step: string): Promise<void>;
}

/**
 * A part of the outcomes that the computation makes: restartable and idempotent, because a killed worker's
 * computation begins again.
 */
export interface OutcomeStep {
  readonly name: string;
  /** Steps run in this order. */
  readonly order: number;
  /** @returns counts worth keeping with the computation */
  run(scope: OutcomeScope): Promise<Readonly<Record<string, number>>>;
}
