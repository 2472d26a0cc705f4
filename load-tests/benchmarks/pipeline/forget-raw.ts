import type { MeasurementClient } from '@citywatt/measurement-store/connection';

/** From here on the store takes raw readings and keeps none of them. */
export async function forgetRaw(client: MeasurementClient): Promise<void> {
  await client.command({ query: 'CREATE TABLE raw_forgotten AS raw_segments ENGINE = Null' });
  await client.command({ query: 'EXCHANGE TABLES raw_segments AND raw_forgotten' });
}
