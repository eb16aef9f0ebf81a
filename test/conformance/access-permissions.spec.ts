import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { permissionsDocument } from '../../src/cli/permissions.command.js';
import { entryPointsOf } from '../../src/entry-points.js';
import { TestApplication } from '../support/application.js';

/** Paths that no controller serves, and what guards them instead. */
const GUARDED_OTHERWISE: Readonly<Record<string, string>> = {
  '/graphql': 'every root field declares its own permission',
};

describe('permissions', () => {
  it('are documented as they are: run `npm run print:permissions` when this fails', async () => {
    const path = join(import.meta.dirname, '../../docs/permissions.md');
    expect(readFileSync(path, 'utf8')).toBe(await permissionsDocument());
  });

  it('stand before every route that the server answers', async () => {
    const application = await TestApplication.start();
    try {
      const known = new Set(
        entryPointsOf(application.nest).map(({ name }) => name.replace(/^\w+ /, '')),
      );
      const server = application.nest.getHttpAdapter().getInstance() as FastifyInstance;
      const served = pathsOf(server.printRoutes({ commonPrefix: false }));
      expect(served).toContain('/graphql');
      expect(served.filter((path) => !known.has(path) && !(path in GUARDED_OTHERWISE))).toEqual([]);
    } finally {
      await application.stop();
    }
  });
});

/** The paths of Fastify's picture of its routes: a tree of four columns a level. */
function pathsOf(tree: string): string[] {
  const stack: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, segment, methods] = /^([│ ]*)[├└]── (\S*) \(([A-Z, -]+)\)/.exec(line) ?? [];
    if (indent === undefined || segment === undefined) return [];
    const level = indent.length / 4;
    stack.length = level;
    stack.push((stack[level - 1] ?? '') + segment);
    return methods === '-' ? [] : [stack[level]!];
  });
}
