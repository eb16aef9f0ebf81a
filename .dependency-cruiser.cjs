/**
 * The rules of the house (docs/architecture.md). Modules form a DAG, written down once in
 * src/modules/stands-on.json: each module may import the faces (`index.ts`) of those it stands on, and nothing else of them.
 */
const STANDS_ON = require('./src/modules/stands-on.json');
const EVERYWHERE = ['platform', 'audit', 'notifications'];
const FEATURES = Object.keys(STANDS_ON);

const moduleRules = [
  ...FEATURES.map((name) => ({
    name: `${name}-stands-on`,
    comment: `${name} may import only: ${[...EVERYWHERE, ...STANDS_ON[name]].join(', ')}`,
    severity: 'error',
    from: { path: `^src/modules/${name}/` },
    to: {
      path: '^src/modules/',
      pathNot: [name, ...EVERYWHERE, ...STANDS_ON[name]].map((other) => `^src/modules/${other}/`),
    },
  })),
  ...[...FEATURES, 'audit', 'notifications'].map((name) => ({
    name: `${name}-by-its-face`,
    comment: `Other modules import src/modules/${name}/index.ts, not what is behind it.`,
    severity: 'error',
    from: { path: '^src/modules/', pathNot: `^src/modules/${name}/` },
    to: { path: `^src/modules/${name}/`, pathNot: `^src/modules/${name}/index\\.ts$` },
  })),
];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...moduleRules,
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^src/modules/platform/' },
      to: { path: '^src/modules/(?!platform/)' },
    },
    {
      name: 'pure-decisions',
      comment:
        'domain/, the kernel and statistics import nothing of Nest, TypeORM, GraphQL or Node.',
      severity: 'error',
      from: {
        path: '^src/(modules/[^/]+/domain|modules/platform/kernel|statistics)/',
        pathNot: '\\.spec\\.ts$',
      },
      to: {
        path: '^(node:|node_modules/(@nestjs|typeorm|pg|graphql|@apollo)/)|\\.(store|service|resolver|entity)\\.ts$',
      },
    },
    {
      name: 'domain-imports-only-its-own',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/domain/' },
      to: {
        path: '^src/',
        pathNot: ['^src/modules/$1/domain/', '^src/modules/platform/kernel/', '^src/statistics/'],
      },
    },
    {
      name: 'statistics-stands-alone',
      severity: 'error',
      from: { path: '^src/statistics/' },
      to: { path: '^src/(?!statistics/)' },
    },
    {
      name: 'typeorm-in-stores',
      comment: 'typeorm and pg are for stores, entities and the platform’s database room.',
      severity: 'error',
      from: {
        path: '^src/modules/',
        pathNot: ['\\.store\\.ts$', '/entities/', '^src/modules/platform/'],
      },
      to: { path: '^node_modules/(typeorm|pg|pg-copy-streams)/' },
    },
    {
      name: 'graphql-on-top',
      comment: 'Only graphql/ folders and the module file know GraphQL.',
      severity: 'error',
      from: { path: '^src/modules/', pathNot: ['/graphql/', '\\.module\\.ts$'] },
      to: { path: '^(node_modules/(@nestjs/graphql|graphql|@apollo)/|src/graphql/)' },
    },
    {
      name: 'local-server-knows-no-feature',
      comment:
        'src/local brings a server up; only src/start.ts calls it, and it knows nothing of the product.',
      severity: 'error',
      from: { path: '^src/local/' },
      to: { path: '^src/(?!local/)' },
    },
    {
      name: 'local-server-from-start-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(local/|start\\.ts$)' },
      to: { path: '^src/local/' },
    },
    {
      name: 'truth-stays-outside',
      comment: 'Nothing of the product reads the generator: its truth would leak into the answers.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^seeds/demo/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
