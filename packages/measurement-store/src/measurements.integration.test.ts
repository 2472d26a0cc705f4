import { readdir, readFile } from 'node:fs/promises';
import { VERDICTS } from '@citywatt/reading-stream/verdict';
import { type OwnStores, openOwnStores } from '@citywatt/test-harness/own-stores';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  connectMeasurementStore,
  type MeasurementClient,
  type MeasurementStoreConfig,
} from './connection.ts';
import { currentReadings } from './current-readings.ts';
import { migrateMeasurementStore } from './migrate.ts';
import { RawBlock } from './raw-readings.ts';
import { greatestGeneration, neighbourReadings } from './repair.ts';
import { insertDistrictRollups } from './rollups.ts';
import { ACTIVE_IMPORT } from './rows.ts';
import { HOUR_MS, QUARTER_HOUR_MS } from './windows.ts';

const scope = { tenant: 'demo', city: 'lisbon', district: '1150' };
const neighbour = { ...scope, tenant: 'other' };
const COUNTED = new Uint8Array(4);
const noon = Date.parse('2026-03-01T12:00:00Z');
const retention = { raw: 3_650, quarterHour: 20_000 };
const generation = (number: number, sequence: number) => (BigInt(number) << 48n) + BigInt(sequence);

let stores: OwnStores;
let config: MeasurementStoreConfig;
let client: MeasurementClient;

/** Of the district, as plain lists. */
async function readingsOf(from: number, to: number, version: bigint) {
  const { tenant, city, district } = scope;
  const districts = { tenant, city, districts: [district] };
  const found = await currentReadings(client, districts, from, to, QUARTER_HOUR_MS, version);
  const columns = Object.entries(found.get(district)!);
  return Object.fromEntries(columns.map(([name, column]) => [name, Array.from<unknown>(column)]));
}

const rowsOf = async <Row>(query: string) =>
  await (await client.query({ query, format: 'JSONEachRow' })).json<Row>();

beforeAll(async () => {
  stores = await openOwnStores(inject('testStack'));
  config = stores.clickhouse;
  await migrateMeasurementStore(config, retention);
  client = connectMeasurementStore(config);
});
afterAll(async () => {
  await client?.close();
  await stores?.close();
});

describe('the migration', () => {
  test('makes the database when it is missing, and a second run changes nothing', async () => {
    const missing = { ...config, database: `${config.database}_new` };
    const own = connectMeasurementStore(missing);
    const tables = async () => {
      const answer = await own.query({
        query:
          'SELECT name, create_table_query, metadata_modification_time FROM system.tables WHERE database = currentDatabase() ORDER BY name',
        format: 'JSONEachRow',
      });
      return await answer.json<{ name: string }>();
    };
    try {
      await migrateMeasurementStore(missing, retention);
      const before = await tables();
      expect(before.map((table) => table.name)).toEqual([
        'district_rollups',
        'raw_readings',
        'raw_segments',
        'schema_migrations',
        'sensor_rollups',
      ]);
      await migrateMeasurementStore(missing, retention);
      expect(await tables()).toEqual(before);
    } finally {
      await own.command({ query: `DROP DATABASE IF EXISTS ${missing.database}` });
      await own.close();
    }
  });

  test('keeps raw readings that an earlier version stored a row each', async () => {
    const earlier = { ...config, database: `${config.database}_earlier` };
    const server = connectMeasurementStore(config);
    const own = connectMeasurementStore(earlier);
    try {
      await server.command({ query: `CREATE DATABASE ${earlier.database}` });
      const schema = await readFile(new URL('../schema/0001_measurements.sql', import.meta.url), 'utf8');
      const table = /CREATE TABLE IF NOT EXISTS raw_readings [^;]+/.exec(schema)![0];
      await own.command({ query: table });
      await own.command({
        query: `INSERT INTO raw_readings SELECT 'demo', 'test', '1000', number, '1-0:1.29.0', 1,
          toDateTime64('2026-03-31 23:45:00', 3, 'UTC') + toIntervalMinute(15 * number), 900000, 7 * number, 2,
          now64(3, 'UTC'), 281474976710656 + number, 4 FROM numbers(3)`,
      });
      await migrateMeasurementStore(earlier, retention);
      const answer = await own.query({
        query: `SELECT sensor_number AS sensor, toString(interval_start) AS start, interval_milliseconds AS length,
            toInt32(value) AS value, quality, verdict, toInt32(version - 281474976710656) AS sequence, position
          FROM raw_readings ORDER BY sensor_number`,
        format: 'JSONEachRow',
      });
      const common = { length: 900_000, quality: 2, verdict: 0, position: 4 };
      expect(await answer.json()).toEqual([
        { ...common, sensor: 0, start: '2026-03-31 23:45:00.000', value: 0, sequence: 0 },
        { ...common, sensor: 1, start: '2026-04-01 00:00:00.000', value: 7, sequence: 1 },
        { ...common, sensor: 2, start: '2026-04-01 00:15:00.000', value: 14, sequence: 2 },
      ]);
    } finally {
      await server.command({ query: `DROP DATABASE IF EXISTS ${earlier.database}` });
      await Promise.all([server.close(), own.close()]);
    }
  });

  test('refuses a retention that would wrap around and delete what comes in', async () => {
    await expect(migrateMeasurementStore(config, { raw: 1, quarterHour: 36_500 })).rejects.toThrow(
      RangeError,
    );
  });

  test('runs each file once', async () => {
    await migrateMeasurementStore(config, retention);
    const files = await readdir(new URL('../schema/', import.meta.url));
    expect(await rowsOf('SELECT file FROM schema_migrations ORDER BY file')).toEqual(
      files.toSorted().map((file) => ({ file })),
    );
  });

  test('begins no statement once the lock under which it runs is lost', async () => {
    const unlocked = { ...config, database: `${config.database}_unlocked` };
    const server = connectMeasurementStore(config);
    try {
      await expect(migrateMeasurementStore(unlocked, retention, AbortSignal.abort())).rejects.toThrow();
      expect(await rowsOf(`SELECT name FROM system.tables WHERE database = '${unlocked.database}'`)).toEqual([
        { name: 'schema_migrations' },
      ]);
    } finally {
      await server.command({ query: `DROP DATABASE IF EXISTS ${unlocked.database}` });
      await server.close();
    }
  });
});

describe('raw readings', () => {
  const segment = (of: typeof scope) => ({
    ...of,
    register: '1-0:1.29.0',
    kind: 'interval' as const,
    quality: 'measured' as const,
    intervalMs: QUARTER_HOUR_MS,
    ingestTime: noon + HOUR_MS,
  });

  test('a repeat counts once, a revision wins, and as known before it the old value stands', async () => {
    const first = new RawBlock(4);
    const end = noon + QUARTER_HOUR_MS;
    first.append(
      segment(scope),
      2,
      [1, 2],
      [end, end],
      [Number.MAX_SAFE_INTEGER, -5],
      COUNTED,
      generation(1, 10),
      0,
    );
    first.append(segment(neighbour), 1, [1], [end], [99], COUNTED, generation(1, 11), 0);
    await first.insert(client);
    await first.insert(client);
    const revision = new RawBlock(1);
    revision.append(
      { ...segment(scope), quality: 'revised' },
      1,
      [2],
      [end],
      [7],
      COUNTED,
      generation(1, 20),
      0,
    );
    await revision.insert(client);
    const asOf = (version: bigint) => readingsOf(noon, noon + HOUR_MS, version);
    expect(await asOf(generation(1, 100))).toEqual({
      sensorNumber: [1, 2],
      register: ['1-0:1.29.0', '1-0:1.29.0'],
      registerKind: [1, 1],
      intervalStart: [noon, noon],
      intervalMs: [QUARTER_HOUR_MS, QUARTER_HOUR_MS],
      value: [Number.MAX_SAFE_INTEGER, 7],
      quality: [0, 2],
      verdict: [0, 0],
      distinctValues: [1, 2],
      oldestIngestTime: [noon + HOUR_MS, noon + HOUR_MS],
    });
    expect((await asOf(generation(1, 15)))['value']).toEqual([Number.MAX_SAFE_INTEGER, -5]);
  });

  test('what validation stopped does not count, and an estimate only where the sensor has not spoken', async () => {
    const start = noon + 2 * HOUR_MS;
    const arrive = async (sensor: number, value: number, verdict: number, sequence: number) => {
      const block = new RawBlock(1);
      const end = start + QUARTER_HOUR_MS;
      block.append(segment(scope), 1, [sensor], [end], [value], [verdict], generation(1, sequence), sensor);
      await block.insert(client);
    };
    await arrive(21, 5, VERDICTS.accepted, 50);
    await arrive(21, 9, VERDICTS.estimate, 51);
    await arrive(22, 9, VERDICTS.estimate, 50);
    await arrive(22, 5, VERDICTS.spike, 51);
    await arrive(23, 5_000, VERDICTS['unit-mistake'], 50);
    await arrive(24, 9, VERDICTS.estimate, 50);
    await arrive(24, 5_000, VERDICTS.impossible, 51);
    const known = await readingsOf(start, start + 1, generation(1, 100));
    expect(known).toMatchObject({
      sensorNumber: [21, 22, 24],
      value: [5, 5, 9],
      verdict: [VERDICTS.accepted, VERDICTS.spike, VERDICTS.estimate],
      distinctValues: [1, 1, 0],
    });
  });

  test('of a register the nearest reading on either side is found', async () => {
    const block = new RawBlock(4);
    const register = { ...segment(scope), register: '1-0:1.8.0', kind: 'cumulative' as const, intervalMs: 0 };
    const times = [-3, -1, 4, 9].map((hours) => noon + hours * HOUR_MS);
    block.append(register, 4, [5, 5, 5, 5], times, [100, 200, 300, 400], COUNTED, generation(1, 30), 0);
    await block.insert(client);
    const range = {
      earliest: noon - 24 * HOUR_MS,
      from: noon,
      to: noon + HOUR_MS,
      latest: noon + 24 * HOUR_MS,
    };
    const found = await neighbourReadings(client, scope, [5], range, generation(1, 100));
    expect([found.intervalStart, found.value]).toEqual([
      [times[1], times[2]],
      [200, 300],
    ]);
    expect((await neighbourReadings(client, scope, [6], range, generation(1, 100))).value).toEqual([]);
  });

  test('a neighbour that the sensor has revised is known to be revised, and when it first came', async () => {
    const revised = { ...scope, district: 'revised' };
    const block = new RawBlock(8);
    const arrivals = [
      { sequence: 1, ingestTime: noon, times: [noon - HOUR_MS, noon + HOUR_MS], values: [100, 300] },
      { sequence: 2, ingestTime: noon + 60_000, times: [noon - HOUR_MS], values: [150] },
    ];
    for (const { sequence, ingestTime, times, values } of arrivals) {
      const count = times.length;
      block.append(
        {
          ...revised,
          register: '1-0:1.8.0',
          kind: 'cumulative',
          quality: 'measured',
          intervalMs: 0,
          ingestTime,
        },
        count,
        new Uint32Array(count).fill(5),
        Float64Array.from(times),
        Float64Array.from(values),
        COUNTED,
        generation(1, sequence),
        0,
      );
    }
    await block.insert(client);
    const range = { earliest: noon - 24 * HOUR_MS, from: noon, to: noon, latest: noon + 24 * HOUR_MS };
    const at = (sequence: number) =>
      neighbourReadings(client, revised, [5], range, generation(1, sequence)).then((found) => ({
        value: found.value,
        distinctValues: found.distinctValues,
        oldestIngestTime: found.oldestIngestTime,
      }));
    const oldestIngestTime = [noon, noon];
    expect(await at(1)).toEqual({ value: [100, 300], distinctValues: [1, 1], oldestIngestTime });
    expect(await at(2)).toEqual({ value: [150, 300], distinctValues: [2, 1], oldestIngestTime });
  });
});

test('a window written again with a higher version replaces the one before, and its generation is found', async () => {
  const row = {
    ...scope,
    district: '1000',
    register: ACTIVE_IMPORT,
    resolution: 'minute' as const,
    windowStart: noon,
    windowEnd: noon + 60_000,
    energyMilliwattHours: -1,
    state: 'provisional' as const,
    readingCount: 1,
    qualityCounts: [1, 0, 0, 0, 0] as const,
    contributorsResidential: 0,
    contributorsOther: 0,
    largestShare: 0,
    oldestIngestTime: noon,
    version: generation(6, 2),
  };
  const last = { ...row, energyMilliwattHours: 42, state: 'final' as const, version: generation(7, 1) };
  await insertDistrictRollups(client, [last, row]);
  await insertDistrictRollups(client, [row]);
  expect(
    await rowsOf(
      "SELECT toInt32(energy_milliwatt_hours) AS energy, state FROM district_rollups FINAL WHERE district = '1000'",
    ),
  ).toEqual([{ energy: 42, state: 'final' }]);
  expect(await greatestGeneration(client)).toBe(7);
});

test('400,000 rows of one Native block arrive whole', async () => {
  const rows = 400_000;
  const block = new RawBlock(rows);
  const numbers = Uint32Array.from({ length: rows }, (_, index) => index);
  const times = new Float64Array(rows).fill(noon);
  const values = Float64Array.from({ length: rows }, (_, index) => index * 1_000_003);
  const gauge = { kind: 'gauge' as const, quality: 'measured' as const, intervalMs: 0, ingestTime: noon };
  const place = { ...scope, district: 'bulk', register: '1-0:1.7.0' };
  block.append(
    { ...place, ...gauge },
    rows,
    numbers,
    times,
    values,
    new Uint8Array(rows),
    generation(1, 40),
    0,
  );
  const startedAt = performance.now();
  await block.insert(client);
  const elapsedMs = performance.now() - startedAt;
  const [found] = await rowsOf(
    "SELECT toString(count()) AS count, toString(sum(value)) AS total FROM raw_readings WHERE district = 'bulk'",
  );
  const total = (1_000_003n * BigInt(rows) * BigInt(rows - 1)) / 2n;
  expect(found).toEqual({ count: String(rows), total: String(total) });
  expect(elapsedMs).toBeLessThan(10_000);
});
