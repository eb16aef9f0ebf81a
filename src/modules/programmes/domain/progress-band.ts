/** Counts of providers by the share of the threshold that they have. */
export interface ProgressBand {
  /** Percent; the last one has reached it. */
  readonly from: number;
  readonly to: number | null;
  readonly providers: number;
}

/** From the top down: a band that is too small joins the one below it; what is left at the end is told of no-one. */
export function joinSmallBands(bands: readonly ProgressBand[], smallest: number): ProgressBand[] {
  const joined: ProgressBand[] = [];
  let open: ProgressBand | undefined;
  for (const band of [...bands].reverse()) {
    open = open ? { ...open, from: band.from, providers: open.providers + band.providers } : band;
    if (open.providers < smallest) continue;
    joined.unshift(open);
    open = undefined;
  }
  if (!open) return joined;
  const [lowest, ...rest] = joined;
  if (!lowest) return [];
  return [{ ...lowest, from: open.from, providers: lowest.providers + open.providers }, ...rest];
}
