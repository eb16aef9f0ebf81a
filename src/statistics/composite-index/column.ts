/** One indicator over all units: a finite number per unit, null where it is missing. */
export type Column = readonly (number | null)[];

/** Which way an indicator points. */
export type Direction = 'HIGHER_IS_BETTER' | 'LOWER_IS_BETTER';

export function presentValues(column: Column): number[] {
  return column.filter((value) => value !== null);
}

/** Maps the present values; what is missing stays missing. */
export function mapPresent(column: Column, change: (value: number) => number): (number | null)[] {
  return column.map((value) => (value === null ? null : change(value)));
}

/** Puts one result per present value back into its place among the missing ones. */
export function spreadPresent(column: Column, results: readonly number[]): (number | null)[] {
  let next = 0;
  return column.map((value) => (value === null ? null : results[next++]!));
}
