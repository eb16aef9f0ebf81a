import type { LocalisedText, UserErrorData } from './result.js';

type Parameters = Readonly<Record<string, string | number>>;

/**
 * The closed set of errors that one mutation can answer with. Templates carry `{parameter}` holes and
 * say how to repair the call, not only that it failed.
 *
 * @example
 * const errors = errorCatalogue({ NOT_FOUND: { en: 'No provider {id}.', zh: '没有服务商 {id}。' } });
 * return fail(errors.error('NOT_FOUND', ['id'], { id }));
 */
export interface ErrorCatalogue<Code extends string> {
  readonly codes: readonly Code[];
  error(code: Code, path?: readonly string[], parameters?: Parameters): UserErrorData<Code>;
}

export function errorCatalogue<const Code extends string>(
  templates: Readonly<Record<Code, LocalisedText>>,
): ErrorCatalogue<Code> {
  return {
    codes: Object.keys(templates) as Code[],
    error(code, path = [], parameters = {}) {
      const template = templates[code];
      return {
        code,
        path,
        message: { en: fill(template.en, parameters), zh: fill(template.zh, parameters) },
      };
    },
  };
}

function fill(template: string, parameters: Parameters): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = parameters[name];
    if (value === undefined)
      throw new Error(`error template lacks a value for ${hole}: ${template}`);
    return String(value);
  });
}
