import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';
import wawoff2 from 'wawoff2';

/**
 * Text as outlines, so that badges and PDFs show Chinese names on every machine without a font of its own.
 * The font is Noto Sans SC (variable, SIL OFL 1.1): 101 files by character range, 5 MB together; a static
 * Chinese font of one weight alone has 8 MB and more.
 */
const PACKAGE = '@fontsource-variable/noto-sans-sc';
const resolve = createRequire(import.meta.url).resolve;

/** A run of text in outlines, its baseline starting at 0,0, y downwards. */
export interface Outline {
  readonly d: string;
  readonly width: number;
}

export type Weight = 400 | 700;

export async function outlineOf(
  text: string,
  size: number,
  weight: Weight = 400,
): Promise<Outline> {
  let width = 0;
  let d = '';
  for (const character of text) {
    const font = await fontFor(character.codePointAt(0)!, weight);
    const scale = size / font.unitsPerEm;
    const glyph = font.glyphForCodePoint(character.codePointAt(0)!);
    d += glyph.path.scale(scale, -scale).translate(width, 0).toSVG();
    width += glyph.advanceWidth * scale;
  }
  return { d: d.replace(/\d+\.\d{3,}/g, (number) => Number(number).toFixed(2)), width };
}

interface CharacterRange {
  readonly from: number;
  readonly to: number;
  readonly file: string;
}

let ranges: Promise<CharacterRange[]> | undefined;
const fonts = new Map<string, Promise<fontkit.Font>>();

/** The font file that has the character; the Latin one, which then shows a box, when none has. */
async function fontFor(codePoint: number, weight: Weight): Promise<fontkit.Font> {
  ranges ??= readRanges();
  const range = (await ranges).find(({ from, to }) => from <= codePoint && codePoint <= to);
  const file = range?.file ?? 'latin';
  const key = `${file} ${weight}`;
  let font = fonts.get(key);
  if (!font) fonts.set(key, (font = openFont(file, weight)));
  return font;
}

async function openFont(file: string, weight: Weight): Promise<fontkit.Font> {
  const woff2 = await readFile(resolve(`${PACKAGE}/files/noto-sans-sc-${file}-wght-normal.woff2`));
  // fontkit can't vary a compressed font.
  const font = fontkit.create(Buffer.from(await wawoff2.decompress(woff2))) as fontkit.Font;
  return font.getVariation({ wght: weight });
}

/** The package's own table: `"[4]": "U+1f1e9-1f1f5,U+1f21a"`, `"latin": "U+0000-00FF,…"`. */
async function readRanges(): Promise<CharacterRange[]> {
  const table = JSON.parse(await readFile(resolve(`${PACKAGE}/unicode.json`), 'utf8')) as Record<
    string,
    string
  >;
  return Object.entries(table).flatMap(([name, list]) =>
    list.split(',').map((range) => {
      const [from, to = from] = range.trim().slice(2).split('-') as [string, string?];
      const file = name.replace(/^\[(.+)\]$/, '$1');
      return { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), file };
    }),
  );
}
