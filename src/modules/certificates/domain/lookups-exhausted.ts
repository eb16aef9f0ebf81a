/** Somebody looks up certificates faster than people do. The message is fit to be shown. */
export class LookupsExhausted extends Error {
  constructor(readonly retryAfterSeconds: number) {
    super(
      `Too many certificates were looked up from your address. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
    );
  }
}
