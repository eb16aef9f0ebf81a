import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import jestConfiguration from '../../jest.config.mjs';

const [[, transformOptions]] = Object.values(jestConfiguration.projects[0].transform);

/** `./name.js` in TypeScript means `./name.ts` until it is compiled. */
export async function resolve(specifier, context, nextResolve) {
  const relative = /^(\.{1,2}\/|file:)/.test(specifier) && specifier.endsWith('.js');
  if (relative && !context.parentURL?.includes('/node_modules/')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return nextResolve(source.href, context);
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    ...transformOptions,
    filename,
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
