import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { CONTENT_SECURITY_POLICY, PAGE, START_SCRIPT, STYLE } from './page.js';

const require = createRequire(import.meta.url);
const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

/** What the page loads, from packages that carry a build for browsers. */
const FILES: Readonly<Record<string, { package: string; file: string; type: string }>> = {
  'react.js': { package: 'react', file: 'umd/react.production.min.js', type: JAVASCRIPT },
  'react-dom.js': {
    package: 'react-dom',
    file: 'umd/react-dom.production.min.js',
    type: JAVASCRIPT,
  },
  'graphql-ws.js': { package: 'graphql-ws', file: 'umd/graphql-ws.min.js', type: JAVASCRIPT },
  'graphiql.js': { package: 'graphiql', file: 'graphiql.min.js', type: JAVASCRIPT },
  'graphiql.css': { package: 'graphiql', file: 'graphiql.min.css', type: CSS },
};

/** GraphiQL at /graphiql, wholly from this server. */
export function serveGraphiql(fastify: FastifyInstance): void {
  const serve = (path: string, type: string, content: () => string | Promise<Buffer>) =>
    fastify.get(path, async (_request, reply) =>
      reply
        .header('content-security-policy', CONTENT_SECURITY_POLICY)
        .header('cache-control', 'no-cache')
        .type(type)
        .send(await content()),
    );
  serve('/graphiql', 'text/html; charset=utf-8', () => PAGE);
  serve('/graphiql/start.js', JAVASCRIPT, () => START_SCRIPT);
  serve('/graphiql/page.css', CSS, () => STYLE);
  for (const [name, { package: from, file, type }] of Object.entries(FILES)) {
    const path = join(dirname(require.resolve(`${from}/package.json`)), file);
    serve(`/graphiql/${name}`, type, () => readFile(path));
  }
}
