/** The outcome of a decision: a value, or the errors a user can repair. Exceptions stay for bugs. */
export type Result<T, E = UserErrorData> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly E[] };

/** One thing that the caller did wrong, in a form that can be put in any language. */
export interface UserErrorData<Code extends string = string> {
  readonly code: Code;
  /** Where in the mutation's input: `['input', 'creditCode']`. Empty when the whole call is meant. */
  readonly path: readonly string[];
  readonly message: LocalisedText;
}

/** A text in every language in which the product speaks to its users. */
export interface LocalisedText {
  readonly en: string;
  readonly zh: string;
}

export type Locale = 'en' | 'zh-CN';

export function succeed<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function fail<E extends UserErrorData>(
  ...errors: readonly E[]
): { readonly ok: false; readonly errors: readonly E[] } {
  return { ok: false, errors };
}

export function inLocale(text: LocalisedText, locale: Locale): string {
  return locale === 'zh-CN' ? text.zh : text.en;
}
