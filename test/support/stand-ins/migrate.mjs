/** Makes one table as the owner role; a second run changes nothing. */
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.MIGRATION_DATABASE_URL });
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS note (id bigint PRIMARY KEY, text text NOT NULL)');
await client.query('GRANT SELECT, INSERT ON note TO caopan_app');
await client.end();
console.log('1 migration');
