/** The connection that owns the tables. */
export function ownerUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const url = environment.MIGRATION_DATABASE_URL ?? environment.DATABASE_URL;
  if (!url) throw new Error('set MIGRATION_DATABASE_URL (the owner) or DATABASE_URL');
  return url;
}
