import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { RawBlock } from '@citywatt/measurement-store/raw-readings';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { expect, test } from 'vitest';
import { decodedSegments, fillRawBlock, VERSION } from '../benchmarks/partition/decoded-segments.ts';
import { framesOfMeters } from '../benchmarks/partition/frames-of-meters.ts';
import { RowBinary, SEGMENT_COLUMNS, SENSOR_COLUMNS } from '../benchmarks/row-encoding/row-binary.ts';
import { sensorWindows } from '../benchmarks/row-encoding/sensor-windows.ts';

const CAPACITY = 1_000_000;

async function insertRowBinary({ clickhouse }: OwnStores, into: string, bytes: Uint8Array): Promise<void> {
  const { url, user, password, database } = clickhouse;
  const query = new URLSearchParams({ database, query: `INSERT INTO ${into} FORMAT RowBinary` });
  const answer = await fetch(`${url}/?${query}`, {
    method: 'POST',
    headers: { 'x-clickhouse-user': user, 'x-clickhouse-key': password },
    body: new Uint8Array(bytes),
  });
  expect(await answer.text()).toBe('');
}

test('what the benchmark writes as RowBinary are the rows that it writes as Native', async () => {
  await using stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 20_000, quarterHour: 20_000 });
  const client = connectMeasurementStore(stores.clickhouse);
  const segments = decodedSegments(
    framesOfMeters({ city: 'rows', districts: 3, sensors: 20, seed: 7 }, 16).flat(),
  );
  const windows = sensorWindows(3, 20);
  const raw = new RawBlock(CAPACITY);
  fillRawBlock(raw, segments);
  const block = new SensorRollupBlock(windows.length);
  for (const window of windows) block.add(window);
  const segmentRows = new RowBinary(CAPACITY);
  for (const segment of segments) segmentRows.segment(segment, VERSION);
  const windowRows = new RowBinary(CAPACITY);
  for (const window of windows) windowRows.sensorWindow(window);

  const stored = async () => {
    const tables = ['raw_segments', 'sensor_rollups'].map(async (table) => {
      const query = `SELECT * FROM ${table} ORDER BY ALL`;
      return await (await client.query({ query, format: 'JSONEachRow' })).json();
    });
    return await Promise.all(tables);
  };
  await raw.insert(client);
  await block.insert(client);
  const native = await stored();
  for (const table of ['raw_segments', 'sensor_rollups']) {
    await client.command({ query: `TRUNCATE TABLE ${table}` });
  }
  await insertRowBinary(stores, `raw_segments (${SEGMENT_COLUMNS})`, segmentRows.bytes);
  await insertRowBinary(stores, `sensor_rollups (${SENSOR_COLUMNS})`, windowRows.bytes);
  expect(native.map((rows) => rows.length)).toEqual([segments.length, windows.length]);
  expect(await stored()).toEqual(native);
  await client.close();
});
