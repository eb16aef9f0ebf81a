import { Decimal } from 'decimal.js';

/** Yuan with exactly two decimals, as text: `"1234.50"`. Never a float. */
export type Money = string;

/** The largest amount that the books hold (numeric(16,2)). */
const LIMIT = new Decimal('99999999999999.99');

/** Reads an amount of money; `undefined` when it is not one (more than two decimals included). */
export function parseMoney(text: string): Money | undefined {
  if (!/^-?\d{1,14}(\.\d{1,2})?$/.test(text)) return undefined;
  const amount = new Decimal(text);
  return amount.abs().gt(LIMIT) ? undefined : amount.toFixed(2);
}

export function isNegative(amount: Money): boolean {
  return new Decimal(amount).isNegative() && !new Decimal(amount).isZero();
}

export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  return new Decimal(a).comparedTo(b) as -1 | 0 | 1;
}

export function addMoney(...amounts: readonly Money[]): Money {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0)).toFixed(2);
}

export function negateMoney(amount: Money): Money {
  return addMoney('0.00', new Decimal(amount).negated().toFixed(2));
}

export function leastMoney(a: Money, b: Money): Money {
  return compareMoney(a, b) <= 0 ? a : b;
}
