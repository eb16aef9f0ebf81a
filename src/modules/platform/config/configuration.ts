import { z } from 'zod';

/**
 * Every setting of the program, read once from the environment. Secrets have no default in production:
 * a service that makes up its own keys would invalidate every session at each restart.
 */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  /** The application's own connection: no ownership of tables, no right to rewrite the audit. */
  DATABASE_URL: z.string().url(),
  /** The owner's connection, used by `cli migrate` only. Falls back to DATABASE_URL. */
  MIGRATION_DATABASE_URL: z.string().url().optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(16),
  /** At least 32 bytes; signs access tokens. */
  ACCESS_TOKEN_SECRET: z.string().min(32),
  /** At least 32 bytes; keys for encrypting secrets at rest are derived from it. */
  DATA_ENCRYPTION_SECRET: z.string().min(32),
  ACCESS_TOKEN_MINUTES: z.coerce.number().int().min(1).max(60).default(15),
  REFRESH_TOKEN_DAYS: z.coerce.number().int().min(1).max(90).default(30),
  PUBLIC_URL: z.string().url().default('http://localhost:4000'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** How many proxies in front may be believed about the client's address. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  /** Origins of other sites whose pages may call the API, comma-separated. None unless asked for. */
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .transform((origins) => origins.filter((origin) => origin !== ''))
    .pipe(z.array(z.url())),
  /** Who may read /metrics from elsewhere. Without it only this machine may. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** What one account or key may spend in a minute, in the cost of its operations; 0 is without limit. */
  RATE_LIMIT_PER_ACTOR: z.coerce.number().int().min(0).default(60_000),
  /** The same for everything that comes unsigned from one address. */
  RATE_LIMIT_ANONYMOUS: z.coerce.number().int().min(0).default(6_000),
  /** The most that one operation may cost: about the number of objects that it can return. */
  GRAPHQL_COST_LIMIT: z.coerce.number().int().min(100).default(5_000),
  /** Shows GraphiQL and introspection. Off in production unless asked for. */
  PLAYGROUND: z.stringbool().optional(),
  /** Bytes that a file of the data feed may have on the wire. */
  FEED_MAX_RECEIVED_BYTES: z.coerce.number().int().positive().default(4_000_000_000),
  /** Bytes that it may have unpacked. */
  FEED_MAX_CONTENT_BYTES: z.coerce.number().int().positive().default(16_000_000_000),
  /** How many times as large as its gzip a file may be. Real ones stay under 30. */
  FEED_MAX_EXPANSION: z.coerce.number().min(2).default(200),
  /** A sender that is silent for so long is given up. */
  FEED_IDLE_SECONDS: z.coerce.number().positive().default(30),
  /** The longest that one upload may take in all. */
  FEED_UPLOAD_MINUTES: z.coerce.number().positive().default(120),
  /** Uploads at a time in each API process; each holds a database connection. */
  FEED_CONCURRENT_UPLOADS: z.coerce.number().int().min(1).default(4),
});

/** The names of all settings, as they stand in the environment. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape);

export type Environment = z.infer<typeof schema>;

export class Configuration {
  constructor(readonly values: Environment) {}

  static read(environment: NodeJS.ProcessEnv = process.env): Configuration {
    const parsed = schema.safeParse(environment);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(
        (issue) => `  ${issue.path.join('.')}: ${issue.message}`,
      );
      throw new Error(
        `The settings are not usable (docs/operations.md lists them):\n${problems.join('\n')}`,
      );
    }
    return new Configuration(parsed.data);
  }

  get isProduction(): boolean {
    return this.values.NODE_ENV === 'production';
  }

  get playground(): boolean {
    return this.values.PLAYGROUND ?? !this.isProduction;
  }
}
