import type { LocalisedText } from '../../platform/kernel/result.js';

const texts = new Map<string, LocalisedText>();

/**
 * Declares a module's kinds of notices with their texts, like `definePermissions`. Texts say what happened
 * and what the reader must do; `{holes}` are filled from the notice's parameters, the same in each language.
 *
 * @example
 * const notices = defineNotices('engagements', {
 *   proposed: { en: '{party} proposes an engagement. Answer it.', zh: '{party}向您发起合作，请答复。' },
 * });
 * notices.proposed // the kind 'engagements.proposed'
 */
export function defineNotices<const Name extends string>(
  area: string,
  entries: Readonly<Record<Name, LocalisedText>>,
): Readonly<Record<Name, string>> {
  const kinds = {} as Record<Name, string>;
  for (const name of Object.keys(entries) as Name[]) {
    const kind = `${area}.${name}`;
    const text = entries[name];
    if (texts.has(kind)) throw new Error(`notice ${kind} declared twice`);
    if (holesOf(text.en).join() !== holesOf(text.zh).join())
      throw new Error(`notice ${kind}: its languages have different holes`);
    texts.set(kind, text);
    kinds[name] = kind;
  }
  return kinds;
}

/**
 * Makes sure that the notice can be told.
 * @throws Error for a kind that nobody declared or parameters that do not fill its holes: a bug of the caller
 */
export function checkNotice(kind: string, parameters: Readonly<Record<string, string>>): void {
  const text = texts.get(kind);
  if (!text) throw new Error(`notice ${kind} is not declared (defineNotices)`);
  const missing = holesOf(text.en).filter((hole) => parameters[hole] === undefined);
  if (missing.length > 0) throw new Error(`notice ${kind} lacks ${missing.join(', ')}`);
}

/** What the notice says. A kind that is declared no more, in a row from an older release, is told by its code. */
export function noticeText(
  kind: string,
  parameters: Readonly<Record<string, string>>,
): LocalisedText {
  const { en, zh } = texts.get(kind) ?? { en: kind, zh: kind };
  const fill = (text: string) =>
    text.replace(HOLE, (hole, name: string) => parameters[name] ?? hole);
  return { en: fill(en), zh: fill(zh) };
}

const HOLE = /\{(\w+)\}/g;

function holesOf(text: string): string[] {
  return [...new Set([...text.matchAll(HOLE)].map(([, name]) => name!))].sort();
}
