import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Who serves the board: how each is started, how each is asked, and where in its answer the rows are. A row is
 * `{ rank, score, provider: { name, operators: [{ name, operatorCode }] } }`.
 */
export const contenders = [
  {
    name: 'PostGraphile 5',
    file: at('postgraphile.mjs'),
    // It needs a newer Node.js than the product.
    execPath: at('node_modules/.bin/node'),
    query: `{ board(model: "eleven-module", first: 20) { nodes { rank score
      provider: providerByProviderId { name operators: currentOperators(first: 3) { nodes { name operatorCode } } } } } }`,
    rowsOf: ({ board }) =>
      board.nodes.map(({ provider, ...row }) => ({
        ...row,
        provider: { ...provider, operators: provider.operators.nodes },
      })),
  },
  {
    name: 'caopan',
    file: at('../../dist/src/main.js'),
    authenticated: true,
    query: `{ board(modelCode: "eleven-module", first: 20) { nodes { rank score
      provider { name operators(first: 3) { name operatorCode } } } } }`,
    rowsOf: ({ board }) => board.nodes,
  },
  {
    name: 'Mercurius 16',
    file: at('mercurius.mjs'),
    query: `{ board(modelCode: "eleven-module", first: 20) { rank score
      provider { name operators(first: 3) { name operatorCode } } } }`,
    rowsOf: ({ board }) => board,
  },
];
