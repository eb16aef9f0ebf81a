import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { generateMarket, type MarketOptions, type Summary } from '../../seeds/demo/generate.js';

export type Row = Record<string, string>;

export interface GeneratedMarket {
  summary: Summary;
  /** Uncompressed text of each file. */
  files: Map<string, string>;
  /** Rows of one file, named without `.csv`; a new array of shared rows at each call. */
  rows(name: string): Row[];
}

/** Generates into a temporary directory, reads everything back and clears up. */
export async function generatedMarket(options: MarketOptions): Promise<GeneratedMarket> {
  const directory = await mkdtemp(join(tmpdir(), 'market-'));
  try {
    const summary = await generateMarket(options, directory);
    const files = new Map<string, string>();
    for (const name of (await readdir(directory)).sort()) {
      const bytes = await readFile(join(directory, name));
      const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      files.set(name.replace(/\.gz$/, ''), text.toString('utf8'));
    }
    const parsed = new Map<string, Row[]>();
    const rows = (name: string): Row[] => {
      const known = parsed.get(name);
      if (known) return [...known];
      const text = files.get(`${name}.csv`);
      if (text === undefined) throw new Error(`No file ${name}.csv was written.`);
      const fresh: Row[] = parse(text, { columns: true });
      parsed.set(name, fresh);
      return [...fresh];
    };
    return { summary, files, rows };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Cents of a money cell; throws unless it has exactly two decimals and no sign. */
export function cents(cell: string | undefined): number {
  if (!/^\d+\.\d\d$/.test(cell ?? '')) throw new Error(`Not money: "${cell}".`);
  return Number(cell!.replace('.', ''));
}
