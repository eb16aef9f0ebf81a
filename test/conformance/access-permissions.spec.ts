import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { permissionsDocument } from '../../src/cli/permissions.command.js';
import { entryPointsOf } from '../../src/entry-points.js';
import { TestApplication } from '../support/application.js';

/** Paths that no controller serves, and what guards them instead. */
const GUARDED_OTHERWISE: readonly { path: RegExp; by: string }[] = [
  { path: /^\/graphql$/, by: 'every root field declares its own permission' },
  { path: /^\/(health|ready)$/, by: 'nothing: they say only whether the service is up' },
  { path: /^\/metrics$/, by: 'its own check of the caller (docs/operations.md)' },
  {
    path: /^\/graphiql(\/[\w.-]+)?$/,
    by: 'nothing: files of the playground, which calls /graphql',
  },
];

describe('permissions', () => {
  it('are documented as they are: run `npm run print:permissions` when this fails', async () => {
    const path = join(import.meta.dirname, '../../docs/permissions.md');
    expect(readFileSync(path, 'utf8')).toBe(await permissionsDocument());
  }, 60_000);

  it('stand before every route that the server answers', async () => {
    const application = await TestApplication.start();
    try {
      const known = new Set(
        entryPointsOf(application.nest).map(({ name }) => name.replace(/^\w+ /, '')),
      );
      const server = application.nest.getHttpAdapter().getInstance() as FastifyInstance;
      const served = pathsOf(server.printRoutes({ commonPrefix: false }));
      expect(served).toContain('/graphql');
      expect(served.filter((path) => !known.has(path) && !isGuardedOtherwise(path))).toEqual([]);
    } finally {
      await application.stop();
    }
  });
});

function isGuardedOtherwise(path: string): boolean {
  return GUARDED_OTHERWISE.some((guarded) => guarded.path.test(path));
}

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
