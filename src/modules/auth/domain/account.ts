export const ACCOUNT_STATES = ['ACTIVE', 'DISABLED'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

/** An e-mail as the books keep it, or `undefined` when it is none. Delivery is what proves an address. */
export function normaliseEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(email)
    ? email
    : undefined;
}
