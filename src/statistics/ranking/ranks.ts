/**
 * What equal values get: the first place they occupy (STANDARD competition: 1 2 2 4), the last one
 * (MODIFIED: 1 3 3 4), the next whole number (DENSE: 1 2 2 3) or the mean of their places
 * (AVERAGE: 1 2.5 2.5 4).
 */
export type TieRule = 'STANDARD' | 'MODIFIED' | 'DENSE' | 'AVERAGE';

export type RankOrder = 'HIGHEST_FIRST' | 'LOWEST_FIRST';

/**
 * Ranks from 1. Values are tied when they are equal, so rank published (rounded) values.
 *
 * @param values finite numbers
 * @returns a rank per value, in the order given
 * @throws RangeError if a value is not finite.
 */
export function ranks(values: readonly number[], order: RankOrder, ties: TieRule): number[] {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`cannot rank ${wrong}`);
  const sign = order === 'LOWEST_FIRST' ? 1 : -1;
  const places = values.map((_, index) => index);
  places.sort((a, b) => sign * (values[a]! - values[b]!));
  const result = new Array<number>(values.length);
  let distinct = 0;
  for (let first = 0; first < places.length;) {
    let last = first;
    while (last + 1 < places.length && values[places[last + 1]!] === values[places[first]!]) {
      last += 1;
    }
    distinct += 1;
    const rank = {
      STANDARD: first + 1,
      MODIFIED: last + 1,
      DENSE: distinct,
      AVERAGE: (first + last) / 2 + 1,
    }[ties];
    for (let place = first; place <= last; place += 1) result[places[place]!] = rank;
    first = last + 1;
  }
  return result;
}
