import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { entities } from '../../src/entities.js';
import standsOn from '../../src/modules/stands-on.json' with { type: 'json' };

const MODULES = join(import.meta.dirname, '../../src/modules');
const EVERYWHERE = ['platform', 'audit', 'notifications'];

/** Tables that no entity describes, by the module that owns them. */
const WITHOUT_ENTITY: Readonly<Record<string, string>> = {
  merchant_history: 'merchants',
  merchant_day: 'feed',
  merchant_day_history: 'feed',
  live_session: 'feed',
  live_session_history: 'feed',
  live_session_registry: 'feed',
  session_minute: 'feed',
  session_minute_history: 'feed',
  promotion_day: 'feed',
  promotion_day_history: 'feed',
  indicator_value: 'feed',
  indicator_value_history: 'feed',
  engagement_history: 'engagements',
  operated_session_history: 'engagements',
  market_index: 'outcomes',
  session_outcome: 'outcomes',
  uplift_contribution: 'outcomes',
  uplift_record: 'outcomes',
};

/** Writes that another module makes on purpose, and why. */
const WRITES_ALLOWED: readonly { module: string; table: string; why: string }[] = [
  { module: 'feed', table: 'merchant', why: 'merchants come from the feed alone' },
  { module: 'feed', table: 'merchant_history', why: 'merchants come from the feed alone' },
  { module: 'feed', table: 'provider', why: 'an adopted platform’s past brings its providers' },
  { module: 'feed', table: 'provider_transition', why: 'an adopted platform’s past' },
];

/** Reads against the direction of the DAG, and why each is the lesser evil. */
const READS_ALLOWED: readonly { module: string; table: string; why: string }[] = [
  { module: 'auth', table: 'provider', why: 'a membership is shown under the name it belongs to' },
  { module: 'auth', table: 'merchant', why: 'a membership is shown under the name it belongs to' },
  { module: 'auth', table: 'employment', why: 'an operator’s account must belong to its employer' },
  { module: 'certificates', table: 'provider', why: 'the public page names the holder’s employer' },
  { module: 'certificates', table: 'provider_restriction', why: 'or says that it is delisted' },
];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') && !path.endsWith('.spec.ts') ? [path] : [];
  });
}

/** Which module's folder holds the entity of each table. */
function owners(): Map<string, string> {
  const files = sources(MODULES).filter((path) => path.endsWith('.entity.ts'));
  const byTable = new Map(Object.entries(WITHOUT_ENTITY));
  for (const path of files) {
    const owner = relative(MODULES, path).split(sep)[0]!;
    for (const [, table] of readFileSync(path, 'utf8').matchAll(/@Entity\('([a-z_0-9]+)'/g)) {
      byTable.set(table!, owner);
    }
  }
  return byTable;
}

describe('tables and their owners', () => {
  const ownerOf = owners();

  it('knows the owner of every entity', () => {
    expect(ownerOf.size - Object.keys(WITHOUT_ENTITY).length).toBe(entities.length);
  });

  it.each(Object.keys(standsOn))('%s reads what it stands on, and writes its own', (module) => {
    const readable = new Set([
      module,
      ...EVERYWHERE,
      ...(standsOn as Record<string, string[]>)[module]!,
    ]);
    let files: string[];
    try {
      files = sources(join(MODULES, module));
    } catch {
      return; // A room that is not built yet.
    }
    const problems: string[] = [];
    for (const path of files) {
      const text = readFileSync(path, 'utf8');
      const mentions = text.matchAll(
        /\b(INSERT INTO|DELETE FROM|UPDATE|FROM|JOIN)\s+(?:ONLY\s+)?([a-z][a-z_0-9]*)\b/g,
      );
      for (const [, verb, table] of mentions) {
        const owner = ownerOf.get(table!);
        if (!owner) continue;
        const writes = verb !== 'FROM' && verb !== 'JOIN';
        const allowed = writes
          ? owner === module || WRITES_ALLOWED.some((w) => w.module === module && w.table === table)
          : readable.has(owner) ||
            READS_ALLOWED.some((r) => r.module === module && r.table === table);
        if (!allowed) problems.push(`${relative(MODULES, path)}: ${verb} ${table} (of ${owner})`);
      }
    }
    expect(problems).toEqual([]);
  });
});
