/** Age in days after which a payment's refunds are final. */
export const REFUND_WINDOW_DAYS = 15;

/** Percent of the final refunds that is known at each age of the payment. */
const KNOWN_PERCENT = [18, 44, 57, 65, 71, 76, 80, 84, 87, 90, 92, 94, 96, 98, 99, 100];

export interface Refund {
  /** Final refunds of the payments, cents. */
  refunded: number;
  /** The part refunded within 24 hours, cents. */
  refundedWithinDay: number;
}

/** Refunds known `age` days after the payment date, cents; never falls as the age grows. */
export function refundKnown(refund: Refund, age: number): number {
  if (age >= REFUND_WINDOW_DAYS) return refund.refunded;
  const known = Math.floor((refund.refunded * KNOWN_PERCENT[Math.max(0, age)]!) / 100);
  return age > 0 ? Math.max(known, refund.refundedWithinDay) : known;
}

/** The 24-hour part as it stood at that age. */
export function refundWithinDayKnown(refund: Refund, age: number): number {
  return Math.min(refund.refundedWithinDay, refundKnown(refund, age));
}
