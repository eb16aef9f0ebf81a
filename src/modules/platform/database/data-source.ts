import 'reflect-metadata';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

// A business date is a day, not an instant: as text it can't slip across a time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Connection options shared by the application, the migrations and the tests. */
export function dataSourceOptions(
  url: string,
  poolSize: number,
  entities: DataSourceOptions['entities'] = [],
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    synchronize: false,
    migrationsRun: false,
    poolSize,
    applicationName: 'caopan',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    extra: { options: '-c timezone=UTC -c statement_timeout=120000' },
  };
}

export function createDataSource(
  url: string,
  poolSize: number,
  entities: DataSourceOptions['entities'] = [],
): DataSource {
  return new DataSource(dataSourceOptions(url, poolSize, entities));
}
