import type { GraphqlContext } from '../../../graphql/graphql-context.js';

/**
 * For browsers: the refresh token where no script can read it. SameSite=Strict, and the server's demand for a
 * preflighted request (csrfPrevention), keep other sites from using it.
 */
const NAME = 'caopan_refresh';
const PATH = '/graphql';

export function setRefreshCookie(
  { reply }: GraphqlContext,
  token: string,
  expires: Date,
  secure: boolean,
): void {
  void reply?.header('set-cookie', cookie(token, expires, secure));
}

export function clearRefreshCookie({ reply }: GraphqlContext, secure: boolean): void {
  void reply?.header('set-cookie', cookie('', new Date(0), secure));
}

export function refreshCookie({ request }: GraphqlContext): string | undefined {
  const pairs = request.headers.cookie?.split(';') ?? [];
  const own = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${NAME}=`));
  return own?.slice(NAME.length + 1) || undefined;
}

/** @param value a token of ours: letters, digits, `-` and `_`, so that nothing needs escaping */
function cookie(value: string, expires: Date, secure: boolean): string {
  const attributes = `Path=${PATH}; Expires=${expires.toUTCString()}; HttpOnly; SameSite=Strict`;
  return `${NAME}=${value}; ${attributes}${secure ? '; Secure' : ''}`;
}
