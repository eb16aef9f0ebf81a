import { ENDINGS, type MediaType } from './media-type.js';

const LONGEST = 150;

/**
 * The name under which a file is offered for download: its last path segment, without characters that hide
 * what it is (control, direction) or that systems forbid, and with an ending of its type.
 *
 * @param claimed what the sender calls it; may be anything
 */
export function fileName(claimed: string, mediaType: MediaType): string {
  const base = claimed
    .normalize('NFC')
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029<>:"|?*;%]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const endings = ENDINGS[mediaType];
  const ending = endingOf(base);
  const isRight = endings.includes(ending.toLowerCase());
  const stem = isRight ? base.slice(0, -ending.length - 1) : base;
  const characters = [...(stem.replace(/[. ]+$/, '') || 'file')];
  return `${characters.slice(0, LONGEST).join('').trim()}.${isRight ? ending.toLowerCase() : endings[0]!}`;
}

/** The ending of a name without its dot; empty when it has none. */
export function endingOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1] ?? '';
}
