import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { RegistryStore } from './connection.ts';

const SCHEMA_FOLDER = new URL('./schema/', import.meta.url);
/** Any number that no other lock of this database uses. */
const MIGRATION_LOCK = 4_101;

/**
 * Runs the numbered files of `schema/` that have not run, in order and all or none; of several services that start at
 * once one does it and the others wait.
 */
export async function migrateRegistryStore(store: RegistryStore): Promise<void> {
  const files = (await readdir(SCHEMA_FOLDER)).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort();
  await store.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
    await sql`CREATE TABLE IF NOT EXISTS schema_migrations (
      file text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())`.execute(transaction);
    const { rows } = await sql<{ file: string }>`SELECT file FROM schema_migrations`.execute(transaction);
    const done = new Set(rows.map((row) => row.file));
    for (const file of files) {
      if (done.has(file)) continue;
      await sql.raw(await readFile(new URL(file, SCHEMA_FOLDER), 'utf8')).execute(transaction);
      await sql`INSERT INTO schema_migrations (file) VALUES (${file})`.execute(transaction);
    }
  });
}
