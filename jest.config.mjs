/** One transform for every suite: ESM, decorators with metadata, the same column set that tsc would emit. */
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
          },
          target: 'es2023',
          keepClassNames: true,
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        swcrc: false,
      },
    ],
  },
  testEnvironment: 'node',
  rootDir: import.meta.dirname,
};

const deep = process.env.TEST_DEEP === '1';

export default {
  // Hooks start servers and databases; on a machine that is busy that takes its time.
  testTimeout: deep ? 600_000 : 30_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '300MB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: deep
        ? ['<rootDir>/{src,seeds}/**/*.deep.spec.ts']
        : ['<rootDir>/{src,seeds}/**/*.spec.ts'],
      testPathIgnorePatterns: deep
        ? ['/node_modules/']
        : ['/node_modules/', '\\.deep\\.spec\\.ts$'],
    },
    {
      ...shared,
      displayName: 'database',
      testMatch: deep ? ['<rootDir>/test/**/*.deep.spec.ts'] : ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: deep
        ? ['/node_modules/']
        : ['/node_modules/', '\\.deep\\.spec\\.ts$'],
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
    // Not among the other tests, because it needs a browser on the machine: npm run test:browser.
    ...(process.env.TEST_BROWSER === '1'
      ? [
          {
            ...shared,
            displayName: 'browser',
            testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
            globalSetup: '<rootDir>/test/support/global-setup.mjs',
            globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
          },
        ]
      : []),
  ],
};
