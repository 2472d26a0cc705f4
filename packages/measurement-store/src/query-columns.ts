import { json } from 'node:stream/consumers';
import type { MeasurementClient } from './connection.ts';

/** Runs a query and answers with an array a column, which is smaller and quicker to read than an object a row. */
export async function queryColumns<Columns>(
  client: MeasurementClient,
  query: string,
  parameters: Record<string, unknown>,
): Promise<Columns> {
  const { stream } = await client.exec({
    query: `${query} FORMAT JSONColumns`,
    query_params: parameters,
    // Whole numbers up to 2^53 - 1 by the door's promise, so plain JSON numbers are exact.
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0, prefer_column_name_to_alias: 1 },
  });
  return (await json(stream)) as Columns;
}
