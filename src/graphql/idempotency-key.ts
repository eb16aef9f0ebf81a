/** What the `idempotencyKey` field of a creating mutation's input says of itself. */
export const IDEMPOTENCY_KEY =
  'Any key of your own, best a UUID: repeating the call with it gives the first answer again and makes nothing twice.';
