export type DatasetColumnType = 'text' | 'integer' | 'money' | 'decimal' | 'date' | 'timestamp';

/**
 * A column of a file. What one cell must look like is checked while the file streams in; what needs other
 * cells or other tables is a `DatasetCheck`.
 *
 * Staged as: text → text; integer → int, or bigint when `maximum` is beyond int; money → numeric(16, 2);
 * decimal → numeric(16, 2), or numeric when `decimals` is not 2; date → date; timestamp → timestamptz(3).
 */
export interface DatasetColumn {
  readonly name: string;
  readonly type: DatasetColumnType;
  /** The file may lack the column. */
  readonly optional?: boolean;
  /** The cell may be empty (NULL). An absent optional column is NULL too. */
  readonly nullable?: boolean;
  /** For text, in characters; default 200. */
  readonly maximumLength?: number;
  /** For text: a closed list. */
  readonly oneOf?: readonly string[];
  /** For text: a rule of its own, such as a check digit. */
  readonly accepts?: (text: string) => boolean;
  /** For numbers: refuse below zero. */
  readonly nonNegative?: boolean;
  /** For integers; default 2,147,483,647. */
  readonly maximum?: number;
  /** For decimals: how many places at most; default 2. */
  readonly decimals?: number;
  /** For dates and times: may lie beyond the day after tomorrow (policy `feed`). */
  readonly mayBeFuture?: boolean;
}
