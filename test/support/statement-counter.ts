import pg from 'pg';

/** Statements that say nothing about how data is fetched, a worker at the queue among them. */
const HOUSEKEEPING =
  /^\s*(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SET |LISTEN|SAVEPOINT|RELEASE)|graphile_worker/i;

/**
 * Counts the SQL statements that `work` sends through this process's PostgreSQL clients: the tool by which
 * tests show that a list costs the same number of statements for 1 parent and for 50.
 *
 * @returns the texts in the order sent, and what `work` returned
 */
export async function countStatements<T>(
  work: () => Promise<T>,
): Promise<{ statements: string[]; result: T }> {
  const statements: string[] = [];
  // pg.Client's query is the one door through which TypeORM, pools and stores go.
  const prototype = pg.Client.prototype as unknown as {
    query: (...args: unknown[]) => unknown;
  };
  const original = prototype.query;
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === 'string' ? first : (first as { text?: string } | null)?.text;
    if (text && !HOUSEKEEPING.test(text)) statements.push(text);
    return original.apply(this, args);
  };
  try {
    return { result: await work(), statements };
  } finally {
    prototype.query = original;
  }
}
