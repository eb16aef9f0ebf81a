import type { LocalisedText } from '../../platform/kernel/result.js';

/** What fills a hole: one text for all languages, such as a company's name, or one for each. */
export type NoticeParameter = string | LocalisedText;
export type NoticeParameters = Readonly<Record<string, NoticeParameter>>;

/** By hole and code: what codes that stand in parameters are called. */
export type NoticeWords = Readonly<Record<string, Readonly<Record<string, LocalisedText>>>>;

interface DeclaredNotice {
  readonly text: LocalisedText;
  readonly words: NoticeWords;
}

const declared = new Map<string, DeclaredNotice>();

/**
 * Declares a module's kinds of notices with their texts, like `definePermissions`. Texts say what happened
 * and what the reader must do; `{holes}` are filled from the notice's parameters, the same in each language.
 * Codes in parameters are told by `words`; a code that has none there is told as it is.
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
  words: NoticeWords = {},
): Readonly<Record<Name, string>> {
  const kinds = {} as Record<Name, string>;
  for (const name of Object.keys(entries) as Name[]) {
    const kind = `${area}.${name}`;
    const text = entries[name];
    if (declared.has(kind)) throw new Error(`notice ${kind} declared twice`);
    if (holesOf(text.en).join() !== holesOf(text.zh).join())
      throw new Error(`notice ${kind}: its languages have different holes`);
    declared.set(kind, { text, words });
    kinds[name] = kind;
  }
  return kinds;
}

/**
 * Makes sure that the notice can be told.
 * @throws Error for a kind that nobody declared or parameters that do not fill its holes: a bug of the caller
 */
export function checkNotice(kind: string, parameters: NoticeParameters): void {
  const notice = declared.get(kind);
  if (!notice) throw new Error(`notice ${kind} is not declared (defineNotices)`);
  const missing = holesOf(notice.text.en).filter((hole) => parameters[hole] === undefined);
  if (missing.length > 0) throw new Error(`notice ${kind} lacks ${missing.join(', ')}`);
}

/** What the notice says. A kind that is declared no more, in a row from an older release, is told by its code. */
export function noticeText(kind: string, parameters: NoticeParameters): LocalisedText {
  const { text, words } = declared.get(kind) ?? { text: { en: kind, zh: kind }, words: {} };
  const fill = (language: keyof LocalisedText) =>
    text[language].replace(HOLE, (hole, name: string) => {
      const value = parameters[name];
      if (value === undefined) return hole;
      if (typeof value !== 'string') return value[language];
      const told = words[name];
      return told && Object.hasOwn(told, value) ? told[value]![language] : value;
    });
  return { en: fill('en'), zh: fill('zh') };
}

const HOLE = /\{(\w+)\}/g;

function holesOf(text: string): string[] {
  return [...new Set([...text.matchAll(HOLE)].map(([, name]) => name!))].sort();
}
