import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { RegistryTables } from './tables.ts';

/** A connection or, within a transaction, that transaction. */
export type RegistryStore = Kysely<RegistryTables>;

const CONNECTIONS = 8;
const CONNECT_MS = 5_000;
/** A query that takes longer is a fault, and must not hold a connection for ever. */
const STATEMENT_MS = 30_000;

/** @param onIdleError told of a connection that broke while nobody used it, as when the server restarts. */
export function connectRegistryStore(
  connectionString: string,
  onIdleError: (error: Error) => void,
): RegistryStore {
  const pool = new Pool({
    connectionString,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'citywatt registry',
  });
  // Without a listener a restart of the server would end this process.
  pool.on('error', onIdleError);
  return new Kysely<RegistryTables>({ dialect: new PostgresDialect({ pool }) });
}
