export interface JobRequest {
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Jobs of one queue run one after another; leave out for jobs that may run side by side. */
  readonly queue?: string;
}
