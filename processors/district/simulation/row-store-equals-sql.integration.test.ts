import { connectMeasurementStore, type MeasurementClient } from '@citywatt/measurement-store/connection';
import type { LongWindows } from '@citywatt/measurement-store/long-windows';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { RawBlock } from '@citywatt/measurement-store/raw-readings';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import {
  ACTIVE_IMPORT,
  type DistrictRollupRow,
  type SensorRollupRow,
} from '@citywatt/measurement-store/rows';
import { QUALITIES, type RegisterKind } from '@citywatt/reading-stream/reading';
import { VERDICTS } from '@citywatt/reading-stream/verdict';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clickhouseRowStore } from '../src/adapters/clickhouse-row-store.ts';
import type { RowStore } from '../src/ports.ts';
import { longDistrictRows, longSensorRows } from './long-rows.ts';
import { readNative } from './native-reader.ts';
import { StoredReadings } from './stored-readings.ts';
import { StoredRollups, sensorRowsIn } from './stored-rollups.ts';

// Hundreds of questions: a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000 });

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;
const FROM = Date.parse('2026-03-31T20:00:00Z');
const HOURS = 8;
const DISTRICTS = ['one', 'two'];
const version = (sequence: number) => (1n << 48n) + BigInt(sequence);

let stores: OwnStores;
let client: MeasurementClient;
let real: RowStore;

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  client = connectMeasurementStore(stores.clickhouse);
  real = clickhouseRowStore(client, () => {});
});
afterAll(async () => {
  await client?.close();
  await stores?.close();
});

const KINDS: readonly (readonly [RegisterKind, string, number])[] = [
  ['cumulative', '1-0:1.8.0', 0],
  ['interval', '1-0:1.29.0', QUARTER_MS],
  ['interval', '1-0:1.29.0', HOUR_MS],
  ['gauge', '1-0:1.7.0', 0],
];
const CODES = Object.values(VERDICTS);

/** Arrivals of few sensors at few times, so that most come again, with other values, verdicts and lengths. */
function rawBlock(random: Seeded, city: string, number: number): RawBlock {
  const block = new RawBlock(400);
  for (let segment = 0; segment < 30; segment++) {
    const [kind, register, intervalMs] = random.pick(KINDS);
    const count = random.integer(1, 6);
    const times = Array.from(
      { length: count },
      () => FROM + random.integer(0, HOURS * 4) * QUARTER_MS + (kind === 'interval' ? intervalMs : 0),
    );
    block.append(
      {
        tenant: 'demo',
        city,
        district: random.pick(DISTRICTS),
        register,
        kind,
        quality: random.pick(QUALITIES),
        intervalMs,
        ingestTime: FROM + random.integer(0, 40) * HOUR_MS,
      },
      count,
      Array.from({ length: count }, () => random.integer(0, 3)),
      times,
      Array.from({ length: count }, () => random.integer(-3, 5)),
      Uint8Array.from({ length: count }, () => random.pick(CODES)),
      version(random.integer(1, 60)),
      number * 1_000 + segment * 10,
    );
  }
  return block;
}

test('readings are read back as the SQL of the measurement store reads them', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const random = seeded(seed);
    const city = `raw-${seed}`;
    const simulated = new StoredReadings();
    for (let blocks = 0; blocks < 3; blocks++) {
      const block = rawBlock(random, city, blocks);
      for (let repeat = random.integer(1, 2); repeat > 0; repeat--) {
        await real.insertRaw(block, 0, block.rows);
        simulated.insert(Array.from({ length: block.rows }, (_, index) => block.row(index)));
      }
    }
    for (let question = 0; question < 6; question++) {
      const scope = { tenant: 'demo', city, district: random.pick(DISTRICTS) };
      const from = FROM + random.integer(0, HOURS) * HOUR_MS;
      const to = from + random.integer(1, 3) * HOUR_MS;
      const longest = random.pick([0, QUARTER_MS, 25 * HOUR_MS]);
      const known = version(random.integer(1, 70));
      const current = await real.currentReadings(
        { tenant: 'demo', city, districts: DISTRICTS },
        from,
        to,
        longest,
        known,
      );
      for (const district of DISTRICTS) {
        const readings = Object.entries(current.get(district)!);
        expect(simulated.current({ ...scope, district }, from, to, longest, known)).toEqual(
          Object.fromEntries(readings.map(([name, column]) => [name, Array.from(column)])),
        );
      }
      const range = { earliest: from - random.integer(1, 9) * HOUR_MS, from, to, latest: to + 4 * HOUR_MS };
      const sensors = random.pick([[], [1], [0, 3]]);
      expect(simulated.neighbours(scope, sensors, range, known)).toEqual(
        await real.neighbourReadings(scope, sensors, range, known),
      );
      const since = FROM + random.integer(0, 45) * HOUR_MS;
      expect(simulated.span(scope, since)).toEqual(await real.spanOfReadings(scope, since));
    }
  }
});

function sensorRow(random: Seeded, city: string, sequence: number): SensorRollupRow {
  const empty = random.next() < 0.15;
  return {
    tenant: 'demo',
    city,
    district: random.pick(DISTRICTS),
    sensorNumber: random.integer(0, 3),
    register: ACTIVE_IMPORT,
    resolution: 'quarter-hour',
    windowStart: FROM + random.integer(0, HOURS * 4 - 1) * QUARTER_MS,
    energyMilliwattHours: empty ? 0 : random.integer(-2, 9_000_000),
    readingCount: empty ? 0 : random.integer(0, 5),
    quality: random.integer(0, 4),
    residential: random.next() < 0.5,
    deliveryPoints: random.integer(0, 4),
    oldestIngestTime: empty ? 0 : FROM + random.integer(0, 100) * 1_000,
    version: version(sequence),
  };
}

function districtRow(random: Seeded, city: string, sequence: number): DistrictRollupRow {
  const resolution = random.pick(['minute', 'quarter-hour', 'hour', 'day'] as const);
  const length = { minute: 60_000, 'quarter-hour': QUARTER_MS, hour: HOUR_MS, day: 24 * HOUR_MS }[resolution];
  const windowStart = Math.floor((FROM + random.integer(0, HOURS) * HOUR_MS) / length) * length;
  return {
    tenant: 'demo',
    city,
    district: random.pick(DISTRICTS),
    register: ACTIVE_IMPORT,
    resolution,
    windowStart,
    windowEnd: windowStart + length,
    energyMilliwattHours: random.integer(0, 3),
    state: random.pick(['provisional', 'final', 'revised'] as const),
    readingCount: 1,
    qualityCounts: [1, 0, 0, 0, 0],
    contributorsResidential: 1,
    contributorsOther: 0,
    largestShare: 1,
    oldestIngestTime: FROM,
    version: version(sequence),
  };
}

const SHOWN = `tenant, city, district, register, resolution, toUnixTimestamp(window_start) * 1000 AS windowStart,
  energy_milliwatt_hours AS energyMilliwattHours, reading_count AS readingCount,
  toUnixTimestamp64Milli(oldest_ingest_time) AS oldestIngestTime, toString(version) AS version`;

async function stored(table: 'sensor_rollups' | 'district_rollups', more: string, city: string) {
  const answer = await client.query({
    query: `SELECT ${SHOWN}, ${more} FROM ${table} FINAL WHERE city = {city:String}`,
    query_params: { city },
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return await answer.json<Record<string, unknown>>();
}

const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row, sortedKeys)).sort();
const sortedKeys = (_name: string, value: unknown) =>
  typeof value === 'bigint'
    ? value.toString()
    : value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;

test('windows are kept, and hours and days made of them, as by the SQL of the measurement store', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const random = seeded(seed);
    const city = `rollups-${seed}`;
    const simulated = new StoredRollups({ sensorRow: () => {}, districtRow: () => {} });
    for (let turn = 0; turn < 3; turn++) {
      // Another sequence a row: of two rows of one key and version either may stay.
      let sequence = turn * 1_000;
      const block = new SensorRollupBlock(120);
      for (let row = 0; row < 120; row++)
        block.add(sensorRow(random, city, random.next() < 0.9 ? ++sequence : 0));
      await real.insertSensors(block, 0, 120);
      simulated.insertSensors(sensorRowsIn(readNative(block.native(0, 120).parts)));
      const rows = Array.from({ length: 40 }, () => districtRow(random, city, ++sequence));
      await real.insertDistricts(rows);
      simulated.insertDistricts(rows.map((row) => ({ ...row })));
      for (const resolution of ['hour', 'day'] as const) {
        const request = longWindows(random, city, resolution, version(turn * 1_000 + 900));
        await real.writeLongWindows(request);
        simulated.insertSensors(longSensorRows(simulated, request));
        simulated.insertDistricts(longDistrictRows(simulated, request));
      }
    }
    const districts = await real.storedWindows(
      { tenant: 'demo', city, districts: DISTRICTS },
      FROM,
      FROM + 5 * HOUR_MS,
    );
    for (const [district, asked] of districts) {
      const answered = simulated.stored({ tenant: 'demo', city, district }, FROM, FROM + 5 * HOUR_MS);
      for (const name of ['sensorQuarters', 'minutes', 'quarters'] as const) {
        expect(inOrder(answered[name])).toEqual(inOrder(asked[name]));
      }
    }
    expect(inOrder([...simulated.sensorRows])).toEqual(
      inOrder(
        (
          await stored(
            'sensor_rollups',
            `sensor_number AS sensorNumber, quality, residential = 1 AS residential,
              delivery_points AS deliveryPoints`,
            city,
          )
        ).map((row) => ({ ...row, residential: Boolean(row['residential']) })),
      ),
    );
    expect(inOrder([...simulated.districtRows])).toEqual(
      inOrder(
        await stored(
          'district_rollups',
          `toUnixTimestamp(window_end) * 1000 AS windowEnd, state, toFloat64(largest_share) AS largestShare,
            [measured_count, estimated_count, revised_count, suspect_count, missing_count] AS qualityCounts,
            contributors_residential AS contributorsResidential, contributors_other AS contributorsOther`,
          city,
        ),
      ),
    );
  }
});

function longWindows(random: Seeded, city: string, resolution: 'hour' | 'day', of: bigint): LongWindows {
  const windows =
    resolution === 'day'
      ? [{ start: FROM - 20 * HOUR_MS, end: FROM + 4 * HOUR_MS }]
      : Array.from({ length: HOURS }, (_, hour) => ({
          start: FROM + hour * HOUR_MS,
          end: FROM + (hour + 1) * HOUR_MS,
        }));
  const districts = DISTRICTS.map((district) => ({
    district,
    version: of,
    onlyDiffering: random.next() < 0.8,
    windows: windows.map((_, place) => place).filter(() => random.next() < 0.7),
  })).filter((district) => district.windows.length > 0);
  return { tenant: 'demo', city, resolution, windows, districts };
}
