import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { LocalisedText } from '../../platform/kernel/result.js';
import { escapeHtml } from './html.js';
import { outlineOf, type Weight } from './glyph-outlines.js';

export interface BadgeContent {
  readonly level: LocalisedText;
  readonly issuer: LocalisedText;
  /** Left out on the picture of a level. */
  readonly number?: string;
}

const SIZE = 600;

/** The badge as SVG, all text in outlines. */
export async function badgeSvg({ level, issuer, number }: BadgeContent): Promise<string> {
  const lines = await Promise.all([
    line(issuer.zh, 40, 700, 168, '#d8b45a'),
    line(level.zh, 76, 700, 300, '#ffffff'),
    line(level.en, 26, 400, 356, '#ffffff'),
    number === undefined ? '' : line(number, 30, 700, 448, '#d8b45a'),
  ]);
  const title = escapeHtml(
    `${level.zh} · ${level.en}${number === undefined ? '' : ` · ${number}`}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-labelledby="title"><title id="title">${title}</title><circle cx="300" cy="300" r="290" fill="#d8b45a"/><circle cx="300" cy="300" r="276" fill="#14324a"/><circle cx="300" cy="300" r="258" fill="none" stroke="#d8b45a" stroke-width="3"/>${lines.join('')}</svg>`;
}

/** The badge as PNG. @param svg of `badgeSvg` */
export async function badgePng(svg: string): Promise<Uint8Array> {
  await rasteriser();
  const rendering = new Resvg(svg, { fitTo: { mode: 'width', value: SIZE } }).render();
  try {
    return rendering.asPng();
  } finally {
    rendering.free();
  }
}

let ready: Promise<void> | undefined;

/** WebAssembly, so that one package serves every platform. */
function rasteriser(): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  ready ??= readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')).then((wasm) => initWasm(wasm));
  return ready;
}

/** A centred line, made smaller when it would not fit the circle. */
async function line(
  text: string,
  size: number,
  weight: Weight,
  baseline: number,
  fill: string,
): Promise<string> {
  const { d, width } = await outlineOf(text, size, weight);
  const scale = Math.min(1, 460 / width);
  const x = (SIZE - width * scale) / 2;
  return `<path transform="translate(${x.toFixed(2)} ${baseline}) scale(${scale.toFixed(4)})" d="${d}" fill="${fill}"/>`;
}
