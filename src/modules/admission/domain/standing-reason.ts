import type { LocalisedText } from '../../platform/kernel/result.js';
import type { AdmissionPolicy } from './admission-policy.js';
import type { MoveCause } from './standing.js';

/** What the gates of these codes are called, in one line. A gate of an older policy is told by its code. */
export function gateLabels(gates: readonly string[], policy: AdmissionPolicy): LocalisedText {
  const labels = gates.map((code) => {
    const gate = policy.gates.find((one) => one.code === code);
    return gate?.label ?? { en: code, zh: code };
  });
  return {
    en: labels.map(({ en }) => en).join(', '),
    zh: labels.map(({ zh }) => zh).join('、'),
  };
}

/** Why time or gates moved a standing; people say it themselves. */
export function moveReason(
  cause: MoveCause,
  gates: readonly string[],
  policy: AdmissionPolicy,
): LocalisedText {
  if (gates.length > 0) {
    const { en, zh } = gateLabels(gates, policy);
    return { en: `Not met: ${en}.`, zh: `未达标：${zh}。` };
  }
  return cause === 'TIME'
    ? { en: 'The term is over.', zh: '期限届满。' }
    : { en: 'Every gate holds.', zh: '各项门槛达标。' };
}
