import { BoundedMap } from '../../modules/platform/kernel/bounded-map.js';

export type Allowance =
  { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

interface Bucket {
  /** What may still be spent; below zero after one operation that cost more than there was. */
  tokens: number;
  at: number;
}

/** More than that many are active at once on one process only in an attack; then the quietest start anew. */
const MOST_BUCKETS = 20_000;

/**
 * A bucket for each key, filled evenly by `perMinute` up to `perMinute`. An operation goes through while
 * something is left and may take more than that, so that one that costs more than the bucket holds is not
 * impossible, only followed by a longer wait.
 */
export class TokenBuckets {
  private readonly buckets = new BoundedMap<Bucket>(MOST_BUCKETS);

  constructor(private readonly perMinute: number) {}

  /** @param now milliseconds since any fixed moment */
  take(key: string, cost: number, now: number): Allowance {
    if (this.perMinute === 0) return { ok: true };
    const perMillisecond = this.perMinute / 60_000;
    const bucket = this.buckets.get(key) ?? { tokens: this.perMinute, at: now };
    const tokens = Math.min(
      this.perMinute,
      bucket.tokens + Math.max(0, now - bucket.at) * perMillisecond,
    );
    const ok = tokens > 0;
    this.buckets.set(key, { tokens: ok ? tokens - cost : tokens, at: now });
    if (ok) return { ok };
    return { ok, retryAfterSeconds: Math.floor(-tokens / perMillisecond / 1_000) + 1 };
  }
}
