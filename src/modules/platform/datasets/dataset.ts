import type { Transaction } from '../database/sql-executor.js';
import type { LocalisedText } from '../kernel/result.js';

export type DatasetColumnType = 'text' | 'integer' | 'money' | 'decimal' | 'date' | 'timestamp';

export interface DatasetColumn {
  readonly name: string;
  readonly type: DatasetColumnType;
  /** The file may lack the column. */
  readonly optional?: boolean;
  /** The cell may be empty (NULL). An absent optional column is NULL too. */
  readonly nullable?: boolean;
  /** For text; default 200 characters. */
  readonly maximumLength?: number;
  /** For numbers: refuse below zero. */
  readonly nonNegative?: boolean;
}

/** A rule over staged rows (alias `s`): rows for which `isBad` holds are rejected. */
export interface DatasetCheck {
  readonly column: string;
  readonly code: string;
  readonly reason: LocalisedText;
  /** SQL condition over alias `s`; may look into other tables with EXISTS. */
  readonly isBad: string;
}

export interface MergeCounts {
  readonly inserted: number;
  readonly superseded: number;
  readonly unchanged: number;
}

/**
 * One kind of file of the data feed. The module that owns the tables registers it; the feed's pipeline
 * stages the file, applies the checks, rejects what is bad and calls `merge` in the same transaction.
 */
export interface Dataset {
  readonly name: string;
  readonly columns: readonly DatasetColumn[];
  readonly naturalKey: readonly string[];
  /** Part of an adopted platform's past: administrators only, marked as imported and audited. */
  readonly past: boolean;
  /** Datasets that a folder load brings in before this one. */
  readonly after: readonly string[];
  readonly checks: readonly DatasetCheck[];
  /**
   * Puts the good rows of `staging` (columns as above, typed, plus `line`) where they belong. Rows that turn
   * out bad only now are to be excluded by a check, never silently dropped.
   */
  merge(transaction: Transaction, staging: string, loadNumber: string): Promise<MergeCounts>;
}
