/**
 * Remission times in weeks of 21 pairs of leukaemia patients, Freireich et al. (1963), Blood 21, as
 * printed in Kleinbaum & Klein, Survival Analysis; index = pair, [time, event].
 */
export const freireich: Record<'6-MP' | 'control', [number, 0 | 1][]> = {
  '6-MP': [
    [10, 1],
    [7, 1],
    [32, 0],
    [23, 1],
    [22, 1],
    [6, 1],
    [16, 1],
    [34, 0],
    [32, 0],
    [25, 0],
    [11, 0],
    [20, 0],
    [19, 0],
    [6, 1],
    [17, 0],
    [35, 0],
    [6, 1],
    [13, 1],
    [9, 0],
    [6, 0],
    [10, 0],
  ],
  control: [
    [1, 1],
    [22, 1],
    [3, 1],
    [12, 1],
    [8, 1],
    [17, 1],
    [2, 1],
    [11, 1],
    [8, 1],
    [12, 1],
    [2, 1],
    [5, 1],
    [4, 1],
    [15, 1],
    [8, 1],
    [23, 1],
    [5, 1],
    [11, 1],
    [4, 1],
    [1, 1],
    [8, 1],
  ],
};

/** Acute myelogenous leukaemia, Miller, Survival Analysis (1981): weeks, event. */
export const aml: Record<'Maintained' | 'Nonmaintained', [number, 0 | 1][]> = {
  Maintained: [
    [9, 1],
    [13, 1],
    [13, 0],
    [18, 1],
    [23, 1],
    [28, 0],
    [31, 1],
    [34, 1],
    [45, 0],
    [48, 1],
    [161, 0],
  ],
  Nonmaintained: [
    [5, 1],
    [5, 1],
    [8, 1],
    [8, 1],
    [12, 1],
    [16, 0],
    [23, 1],
    [27, 1],
    [30, 1],
    [33, 1],
    [43, 1],
    [45, 1],
  ],
};

export function observations(rows: readonly [number, 0 | 1][]): { time: number; event: boolean }[] {
  return rows.map(([time, event]) => ({ time, event: event === 1 }));
}
