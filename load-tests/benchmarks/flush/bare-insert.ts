import type { MeasurementStoreConfig } from '@citywatt/measurement-store/connection';

/** Inserts ready Native bytes by one HTTP request and nothing else; resolves when the engine has acknowledged them. */
export function bareInsert(store: MeasurementStoreConfig) {
  return async (table: string, block: Uint8Array<ArrayBuffer>): Promise<void> => {
    const url = new URL(store.url);
    url.searchParams.set('database', store.database);
    url.searchParams.set('query', `INSERT INTO ${table} FORMAT Native`);
    // The least that the engine can do: no comparing of keys.
    url.searchParams.set('optimize_on_insert', '0');
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'x-clickhouse-user': store.user, 'x-clickhouse-key': store.password },
      body: block,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${table}: ${text}`);
  };
}
