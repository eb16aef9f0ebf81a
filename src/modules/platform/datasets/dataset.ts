import type { RequestContext } from '../context/request-context.js';
import type { Transaction } from '../database/sql-executor.js';
import type { DatasetColumn } from '../kernel/dataset-column.js';
import type { LocalisedText } from '../kernel/result.js';

export type { DatasetColumn, DatasetColumnType } from '../kernel/dataset-column.js';

/** A rule over staged rows (alias `s`): rows for which `isBad` holds are rejected. */
export interface DatasetCheck {
  readonly column: string;
  readonly code: string;
  readonly reason: LocalisedText;
  /** SQL condition over alias `s` and the aliases of `lookups`. NULL counts as good. */
  readonly isBad: string;
}

/**
 * A rule that compares the rows of a file with each other. Run in order, after the `checks`, each over the
 * rows that are still there.
 */
export interface DatasetSetCheck extends Omit<DatasetCheck, 'isBad'> {
  /** SQL that selects the `line`s of bad rows, given the name of the staging table. */
  readonly badLines: (staging: string) => string;
}

/** A staged file whose bad rows are gone: what is left is to be merged. */
export interface StagedLoad {
  /** Qualified name of the table: `line bigint`, then the dataset's columns, typed. */
  readonly staging: string;
  /** Increases strictly in the order of commits; a bigint as text. */
  readonly loadNumber: string;
  /** Key of the actor who sent the file (`account:…`, `key:…`), for columns such as `decided_by`. */
  readonly requestedBy: string;
  /** The merging job's own context. */
  readonly context: RequestContext;
}

export interface MergeCounts {
  readonly inserted: number;
  readonly superseded: number;
  /** First and last business date that the load touched, where the dataset has dates. */
  readonly firstDate?: string | null;
  readonly lastDate?: string | null;
}

/**
 * One kind of file of the data feed. The module that owns the tables registers it; the feed's pipeline
 * stages the file, applies the checks, rejects what is bad and calls `merge` in the same transaction.
 * One audit entry is written for each load, by the pipeline.
 */
export interface Dataset {
  readonly name: string;
  readonly columns: readonly DatasetColumn[];
  /** Two rows of one file with this key in common: the same row twice counts once, different ones are both rejected. */
  readonly naturalKey: readonly string[];
  /** Part of an adopted platform's past: administrators only, marked as imported and audited. */
  readonly past: boolean;
  /** Datasets that a folder load brings in before this one. */
  readonly after: readonly string[];
  /**
   * LEFT JOINs of at most one row each, for the checks: `LEFT JOIN merchant m ON m.merchant_code =
   * s.merchant_code`. One hash join for the whole file is far cheaper than a subquery in each check.
   */
  readonly lookups?: string;
  readonly checks: readonly DatasetCheck[];
  readonly setChecks?: readonly DatasetSetCheck[];
  /**
   * Puts the rows of the staging table where they belong. Rows that turn out bad only now are to be excluded
   * by a check, never silently dropped.
   */
  merge(transaction: Transaction, load: StagedLoad): Promise<MergeCounts>;
}
