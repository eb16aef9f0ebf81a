export const FEED_LOAD_STATES = ['STAGED', 'MERGED', 'REPEATED', 'FAILED'] as const;
export type FeedLoadState = (typeof FEED_LOAD_STATES)[number];

/** One file that was sent, and what became of it. */
export interface FeedLoad {
  readonly id: string;
  readonly dataset: string;
  readonly state: FeedLoadState;
  readonly fileName: string;
  /** In the file's own order. */
  readonly columns: readonly string[];
  readonly sha256: Buffer | null;
  /** Counts are bigints as text. */
  readonly receivedBytes: string;
  readonly contentBytes: string;
  readonly rowCount: string;
  readonly insertedCount: string;
  readonly supersededCount: string;
  readonly unchangedCount: string;
  readonly rejectedCount: string;
  readonly firstDate: string | null;
  readonly lastDate: string | null;
  readonly loadNumber: string | null;
  /** The earlier load with the same bytes. */
  readonly repeats: string | null;
  readonly jobId: string | null;
  readonly requestedBy: string;
  readonly receivedAt: Date;
  readonly mergedAt: Date | null;
}
