/** The cost of giving a column to a row; null if that is forbidden. */
export type CostMatrix = readonly (readonly (number | null)[])[];

export type Assignment =
  | {
      feasible: true;
      /** Per row: its column, or null if there were not enough columns for all rows. */
      columnOfRow: (number | null)[];
      total: number;
    }
  /** The allowed pairs don't let every row (or, if rows are more, every place) be served. */
  | { feasible: false };

/**
 * The assignment of rows to columns with the least total cost (to maximise a value, negate it). As
 * many rows as possible are assigned, at most `capacities[j]` of them to column j (default 1).
 *
 * Shortest augmenting paths, O(n²·m): Crouse (2016), IEEE Transactions on Aerospace and Electronic
 * Systems 52, 1679–1696, the algorithm of SciPy's `linear_sum_assignment`. Equal optima are decided by
 * the order of rows and columns, so sort by id for a repeatable answer. To leave rows unassigned at a
 * price, add a column with that cost and enough capacity.
 *
 * @param costs rectangular; every row has the same number of columns
 * @throws RangeError for another shape, a cost that isn't finite, or a capacity that isn't a whole
 *   number ≥ 0.
 */
export function optimalAssignment(costs: CostMatrix, capacities?: readonly number[]): Assignment {
  const columns = costs[0]?.length ?? 0;
  if (costs.some((row) => row.length !== columns)) throw new RangeError('rows differ in length');
  if (costs.flat().some((cost) => cost !== null && !Number.isFinite(cost))) {
    throw new RangeError('costs are finite numbers, or null where a pair is forbidden');
  }
  const places = placesOf(columns, capacities);
  const matrix = costs.map((row) =>
    Float64Array.from(places, (column) => row[column] ?? Number.POSITIVE_INFINITY),
  );
  const transposed = costs.length > places.length;
  const placeOfRow = transposed
    ? invert(solve(transpose(matrix, places.length)), costs.length)
    : solve(matrix);
  if (placeOfRow === null) return { feasible: false };
  const columnOfRow = placeOfRow.map((place) => (place < 0 ? null : places[place]!));
  const total = columnOfRow.reduce<number>(
    (sum, column, row) => (column === null ? sum : sum + costs[row]![column]!),
    0,
  );
  return { feasible: true, columnOfRow, total };
}

/** One entry per place: the column that it belongs to. */
function placesOf(columns: number, capacities: readonly number[] | undefined): number[] {
  const each = capacities ?? new Array<number>(columns).fill(1);
  if (each.length !== columns || each.some((n) => !Number.isInteger(n) || n < 0)) {
    throw new RangeError('there is one capacity per column, a whole number ≥ 0');
  }
  return each.flatMap((capacity, column) => new Array<number>(capacity).fill(column));
}

function transpose(matrix: readonly Float64Array[], columns: number): Float64Array[] {
  return Array.from({ length: columns }, (_, j) => Float64Array.from(matrix, (row) => row[j]!));
}

function invert(rowOfPlace: number[] | null, rows: number): number[] | null {
  if (rowOfPlace === null) return null;
  const placeOfRow = new Array<number>(rows).fill(-1);
  rowOfPlace.forEach((row, place) => (placeOfRow[row] = place));
  return placeOfRow;
}

/** Rows are at most as many as columns. Null if some row can't be served. */
function solve(costs: readonly Float64Array[]): number[] | null {
  const columns = costs[0]?.length ?? 0;
  const rowPrice = new Float64Array(costs.length);
  const columnPrice = new Float64Array(columns);
  const rowOfColumn = new Int32Array(columns).fill(-1);
  const columnOfRow = new Array<number>(costs.length).fill(-1);

  for (let start = 0; start < costs.length; start += 1) {
    const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    const previousRow = new Int32Array(columns).fill(-1);
    const done = new Uint8Array(columns);
    const visitedRows = [start];
    let row = start;
    let length = 0;
    let sink = -1;
    while (sink < 0) {
      let nearest = -1;
      for (let column = 0; column < columns; column += 1) {
        if (done[column]) continue;
        const reach = length + costs[row]![column]! - rowPrice[row]! - columnPrice[column]!;
        if (reach < distance[column]!) {
          distance[column] = reach;
          previousRow[column] = row;
        }
        if (nearest < 0 || isNearer(column, nearest, distance, rowOfColumn)) nearest = column;
      }
      if (nearest < 0 || distance[nearest] === Number.POSITIVE_INFINITY) return null;
      length = distance[nearest]!;
      done[nearest] = 1;
      if (rowOfColumn[nearest]! < 0) sink = nearest;
      else visitedRows.push((row = rowOfColumn[nearest]!));
    }
    rowPrice[start]! += length;
    for (const visited of visitedRows.slice(1)) {
      rowPrice[visited]! += length - distance[columnOfRow[visited]!]!;
    }
    for (let column = 0; column < columns; column += 1) {
      if (done[column]) columnPrice[column]! -= length - distance[column]!;
    }
    for (let column = sink; column >= 0;) {
      const owner = previousRow[column]!;
      const freed = columnOfRow[owner]!;
      rowOfColumn[column] = owner;
      columnOfRow[owner] = column;
      column = freed;
    }
  }
  return columnOfRow;
}

/** Among equally near columns a free one ends the search. */
function isNearer(
  column: number,
  than: number,
  distance: Float64Array,
  rowOfColumn: Int32Array,
): boolean {
  if (distance[column] !== distance[than]) return distance[column]! < distance[than]!;
  return rowOfColumn[column]! < 0 && rowOfColumn[than]! >= 0;
}
