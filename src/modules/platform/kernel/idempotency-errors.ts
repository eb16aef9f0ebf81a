import type { LocalisedText } from './result.js';

/** To put into the error catalogue of each mutation that takes an `idempotencyKey`. */
export const IDEMPOTENCY_ERRORS = {
  IDEMPOTENCY_KEY_REUSED: {
    en: 'The idempotency key was used before for another request. Take a new key for a new request.',
    zh: '该幂等键已用于另一个请求。新的请求请使用新的幂等键。',
  },
  IDEMPOTENCY_KEY_MALFORMED: {
    en: 'An idempotency key has 8 to 100 letters, digits, dots, hyphens or underscores, best a UUID.',
    zh: '幂等键由 8 到 100 个字母、数字、点、连字符或下划线组成，建议使用 UUID。',
  },
} as const satisfies Record<string, LocalisedText>;
