import type { LocalisedText } from '../../platform/kernel/result.js';

/** How much a company may say of itself, at registration as later. */
const NAME = { least: 2, most: 80 };
const INTRODUCTION_MOST = 2_000;

export const INTRODUCTION_ERROR = {
  INTRODUCTION_LENGTH: {
    en: 'An introduction has at most 2,000 characters; this one has {length}.',
    zh: '简介不超过 2000 字，现为 {length} 字。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

/** In characters as people count them, not in UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}

export function isCompanyName(name: string): boolean {
  return lengthOf(name) >= NAME.least && lengthOf(name) <= NAME.most;
}

export function isIntroduction(introduction: string): boolean {
  return lengthOf(introduction) <= INTRODUCTION_MOST;
}
