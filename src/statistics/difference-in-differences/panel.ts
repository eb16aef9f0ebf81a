/** A unit followed over periods (whole numbers, e.g. months). */
export interface PanelUnit {
  id: string;
  /** Period in which its service began; null if it has not been served. */
  firstServed: number | null;
  /** Units that depend on each other, e.g. merchants of one provider; absent: each unit for itself. */
  cluster?: string;
  /** Outcome by period, e.g. log GMV; a missing period is missing, not zero. */
  outcomes: ReadonlyMap<number, number>;
}
