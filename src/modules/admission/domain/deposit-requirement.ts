import type { Money } from '../../platform/kernel/money.js';
import type { Applicability } from './admission-policy.js';
import type { DepositPolicy } from './deposit-policy.js';

/**
 * What a company must hold: of the lines that fit, the one with the nearest category decides, and among those
 * the one with the focus. Nothing fits: nothing is asked.
 */
export function requiredDeposit(
  requirements: DepositPolicy['requirements'],
  { focus, categoryCodes: [main = ''] }: Applicability,
): Money {
  const fits = requirements.filter(
    (line) =>
      (line.focus === null || line.focus === focus) &&
      (line.categoryCode === null ||
        line.categoryCode === main ||
        main.startsWith(`${line.categoryCode}.`)),
  );
  const [nearest] = [...fits].sort(
    (a, b) =>
      (b.categoryCode?.length ?? 0) - (a.categoryCode?.length ?? 0) ||
      Number(b.focus !== null) - Number(a.focus !== null),
  );
  return nearest?.amount ?? '0.00';
}
