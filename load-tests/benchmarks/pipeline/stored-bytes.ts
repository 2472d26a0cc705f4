import type { MeasurementClient } from '@citywatt/measurement-store/connection';

/** Bytes on disk of each of the store's tables that holds any. */
export async function storedBytes(client: MeasurementClient): Promise<ReadonlyMap<string, number>> {
  const answer = await client.query({
    query: `SELECT table, sum(bytes_on_disk) FROM system.parts
            WHERE database = currentDatabase() AND active AND table != 'schema_migrations' GROUP BY table ORDER BY table`,
    format: 'JSONCompactEachRow',
  });
  const rows = await answer.json<[string, string]>();
  return new Map(rows.map(([table, bytes]) => [table, Number(bytes)]));
}
