import { Readable } from 'node:stream';
import type { MeasurementClient } from './connection.ts';
import type { NativeBlock } from './native-columns.ts';

/** Inserts one Native block; resolves when the engine has it on disk. A repeat is harmless: the row's key is its identity. */
export async function insertBlock(
  client: MeasurementClient,
  table: string,
  block: NativeBlock,
): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} FORMAT Native`,
    values: Readable.from(block.parts, { objectMode: false }),
    // More than 100 months in one insert would fail for ever with code 252.
    clickhouse_settings: {
      max_partitions_per_insert_block: '0',
      async_insert: 0,
      throw_on_max_partitions_per_insert_block: 0,
      // Comparing each row's key with the next one's is half of what an insert costs; merges and FINAL do it as well.
      optimize_on_insert: 0,
    },
  });
  for await (const _ of stream) {
    // An unread body would hold the connection.
  }
}
