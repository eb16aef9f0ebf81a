import type { LocalisedText } from '../../platform/kernel/result.js';

export const REASON_LENGTH: LocalisedText = {
  en: 'Give a reason of 10 to 1,000 characters: the provider reads it, and it is kept in the audit.',
  zh: '请填写 10 至 1000 字的理由：服务商可以看到，并记入审计。',
};

/** The text without surrounding space, or undefined when it is too short or too long. */
export function readText(text: string, shortest: number, longest: number): string | undefined {
  const trimmed = text.trim();
  const length = [...trimmed].length;
  return length >= shortest && length <= longest ? trimmed : undefined;
}

export const readReason = (text: string) => readText(text, 10, 1_000);
