import { crc32 } from 'node:zlib';

/**
 * Open Badges 3.0, section 5.3: a picture that carries its credential. In PNG an uncompressed iTXt chunk with
 * the keyword `openbadgecredential`, in SVG an element `openbadges:credential`.
 */
const KEYWORD = 'openbadgecredential';
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const OPEN_BADGES_NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';

/** @param credential JSON with an embedded proof */
export function bakeSvg(svg: string, credential: string): string {
  // A `>` as its escape, so that no `]]>` inside the JSON can end the CDATA section.
  const json = credential.replace(/>/g, '\\u003e');
  const element = `<openbadges:credential xmlns:openbadges="${OPEN_BADGES_NAMESPACE}"><![CDATA[${json}]]></openbadges:credential>`;
  return svg.replace(/<svg\b[^>]*>/, (start) => start + element);
}

export function bakePng(png: Uint8Array, credential: string): Buffer {
  const image = Buffer.from(png);
  // Keyword, then: null, no compression (0), method (0), no language, no translated keyword.
  const header = Buffer.concat([Buffer.from(KEYWORD, 'latin1'), Buffer.from([0, 0, 0, 0, 0])]);
  const chunk = pngChunk('iTXt', Buffer.concat([header, Buffer.from(credential, 'utf8')]));
  // Anywhere between the header chunk and the end will do; right after the header is found fastest.
  const afterHeader = PNG_SIGNATURE.length + 12 + image.readUInt32BE(PNG_SIGNATURE.length);
  return Buffer.concat([image.subarray(0, afterHeader), chunk, image.subarray(afterHeader)]);
}

/**
 * The credential in what somebody handed in: a baked PNG or SVG, or the credential or token itself.
 * @returns undefined when a picture carries none
 */
export function credentialIn(bytes: Uint8Array): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.subarray(0, 8).equals(PNG_SIGNATURE)) return credentialInPng(file);
  const text = file
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  return text.startsWith('<') ? credentialInSvg(text) : text;
}

function credentialInPng(png: Buffer): string | undefined {
  let at = PNG_SIGNATURE.length;
  while (at + 12 <= png.length) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'iTXt' && data.toString('latin1', 0, KEYWORD.length + 1) === `${KEYWORD}\0`) {
      const [, ...rest] = splitAtNull(data.subarray(KEYWORD.length + 3), 2);
      return rest.at(-1)?.toString('utf8');
    }
    at += 12 + length;
  }
  return undefined;
}

/** The parts before each of the first `count` null bytes, and what follows them. */
function splitAtNull(data: Buffer, count: number): Buffer[] {
  const parts: Buffer[] = [];
  let rest = data;
  for (let i = 0; i < count; i += 1) {
    const end = rest.indexOf(0);
    if (end < 0) break;
    parts.push(rest.subarray(0, end));
    rest = rest.subarray(end + 1);
  }
  return [...parts, rest];
}

function credentialInSvg(svg: string): string | undefined {
  const element = /<openbadges:credential\b([^>]*)>([\s\S]*?)<\/openbadges:credential>/.exec(svg);
  if (!element) return undefined;
  const [, attributes = '', content = ''] = element;
  const token = /\bverify="([^"]+)"/.exec(attributes)?.[1];
  return token ?? /<!\[CDATA\[([\s\S]*?)\]\]>/.exec(content)?.[1]?.trim();
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
