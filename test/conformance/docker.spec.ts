import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { Configuration, SETTING_NAMES } from '../../src/modules/platform/config/configuration.js';

interface Service {
  image: string;
  build?: object;
  command?: string[];
  environment: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
}

const folder = join(import.meta.dirname, '../../docker');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** What a filled-in docker/.env gives for `${NAME}`, `${NAME:-default}` and `${NAME:?message}`. */
function filledIn(text: string): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind, rest: string) =>
    kind === '-' ? rest : `${name.toLowerCase()}-0123456789abcdef0123456789abcdef`,
  );
}

describe('the container files', () => {
  const { services } = load(read('compose.yaml')) as { services: Record<string, Service> };
  const ours = Object.entries(services).filter(([, { build }]) => build);

  it('run the database, the migration, the API and the worker', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'database', 'migrate', 'worker']);
    expect(ours).toHaveLength(3);
    for (const name of ['api', 'worker'])
      expect(services[name]!.depends_on!.migrate!.condition).toBe('service_completed_successfully');
  });

  it.each(ours)('set only what the configuration knows, and enough of it: %s', (_, service) => {
    const names = Object.keys(service.environment);
    expect(names.filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
    const environment = Object.fromEntries(
      Object.entries(service.environment).map(([name, value]) => [name, filledIn(value)]),
    );
    const { values } = Configuration.read(environment);
    expect(values.NODE_ENV).toBe('production');
    expect(new URL(values.DATABASE_URL).username).toBe('caopan_app');
  });

  it('give the owner’s connection to the migration only', () => {
    const withOwner = ours.filter(([, { environment }]) => 'MIGRATION_DATABASE_URL' in environment);
    expect(withOwner.map(([name]) => name)).toEqual(['migrate']);
  });

  it('demand every secret instead of having one', () => {
    const text = read('compose.yaml');
    for (const line of text.split('\n').filter((each) => /(PASSWORD|SECRET):/.test(each)))
      expect(line).toMatch(/:\?/);
  });

  it('build the program that they start, and run it as nobody special', () => {
    const dockerfile = read('Dockerfile');
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(dockerfile).not.toMatch(/:latest/);
    for (const install of dockerfile.match(/^RUN npm ci.*$/gm)!)
      expect(install).toContain('--ignore-scripts');
    const started = [dockerfile, JSON.stringify(services)].join('\n').match(/dist\/[\w/]+\.js/g)!;
    for (const file of new Set(started)) {
      const source = file.replace('dist/', '../').replace(/\.js$/, '.ts');
      expect(() => readFileSync(join(folder, source))).not.toThrow();
    }
  });
});
