import type { MeasurementClient } from './connection.ts';
import { DictionaryColumn } from './dictionary.ts';
import { insertBlock } from './insert-block.ts';
import { Int64Column } from './int64-column.ts';
import { NativeBlock } from './native-columns.ts';
import type { DistrictRollupRow, SensorRollupRow } from './rows.ts';

const seconds = (time: number) => time / 1_000;

/** Rows of `sensor_rollups` under construction; one row is a sensor's window. */
export class SensorRollupBlock {
  rows = 0;
  readonly capacity: number;
  readonly #names: readonly [
    DictionaryColumn,
    DictionaryColumn,
    DictionaryColumn,
    DictionaryColumn,
    DictionaryColumn,
  ];
  readonly #sensorNumber: Uint32Array;
  readonly #windowStart: Uint32Array;
  readonly #energy: Int64Column;
  readonly #readingCount: Uint32Array;
  readonly #quality: Uint8Array;
  readonly #residential: Uint8Array;
  readonly #deliveryPoints: Uint32Array;
  readonly #oldestIngestTime: Int64Column;
  readonly #version: BigUint64Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    const name = () => new DictionaryColumn(capacity);
    this.#names = [name(), name(), name(), name(), name()];
    this.#sensorNumber = new Uint32Array(capacity);
    this.#windowStart = new Uint32Array(capacity);
    this.#energy = new Int64Column(capacity);
    this.#readingCount = new Uint32Array(capacity);
    this.#quality = new Uint8Array(capacity);
    this.#residential = new Uint8Array(capacity);
    this.#deliveryPoints = new Uint32Array(capacity);
    this.#oldestIngestTime = new Int64Column(capacity);
    this.#version = new BigUint64Array(capacity);
  }

  get room(): number {
    return this.capacity - this.rows;
  }

  /** @throws {RangeError} when the block is full. */
  add(row: SensorRollupRow): void {
    const index = this.rows;
    if (index >= this.capacity) throw new RangeError(`a block of ${this.capacity} rows is full`);
    const [tenant, city, district, register, resolution] = this.#names;
    tenant.set(index, row.tenant);
    city.set(index, row.city);
    district.set(index, row.district);
    register.set(index, row.register);
    resolution.set(index, row.resolution);
    this.#sensorNumber[index] = row.sensorNumber;
    this.#windowStart[index] = seconds(row.windowStart);
    this.#energy.set(index, row.energyMilliwattHours);
    this.#readingCount[index] = row.readingCount;
    this.#quality[index] = row.quality;
    this.#residential[index] = row.residential ? 1 : 0;
    this.#deliveryPoints[index] = row.deliveryPoints;
    this.#oldestIngestTime.set(index, row.oldestIngestTime);
    this.#version[index] = row.version;
    this.rows = index + 1;
  }

  clear(): void {
    this.rows = 0;
    for (const column of this.#names) column.clear();
  }

  /** One row, for whoever must say what the store refused. */
  row(index: number) {
    const [tenant, city, district] = this.#names;
    return {
      tenant: tenant.at(index),
      city: city.at(index),
      district: district.at(index),
      sensorNumber: this.#sensorNumber[index]!,
      windowStart: this.#windowStart[index]! * 1_000,
      energyMilliwattHours: Number(this.#energy.whole[index]),
      version: this.#version[index]!,
    };
  }

  /** Rows [from, to) as the store takes them: views of this block's own memory. */
  native(from = 0, to = this.rows): NativeBlock {
    const [tenant, city, district, register, resolution] = this.#names;
    return new NativeBlock(14, to - from, from)
      .lowCardinality('tenant', tenant.keys, tenant.indexes)
      .lowCardinality('city', city.keys, city.indexes)
      .lowCardinality('district', district.keys, district.indexes)
      .fixed('sensor_number', 'UInt32', this.#sensorNumber)
      .lowCardinality('register', register.keys, register.indexes)
      .lowCardinality('resolution', resolution.keys, resolution.indexes)
      .fixed('window_start', "DateTime('UTC')", this.#windowStart)
      .fixed('energy_milliwatt_hours', 'Int64', this.#energy.whole)
      .fixed('reading_count', 'UInt32', this.#readingCount)
      .fixed('quality', 'UInt8', this.#quality)
      .fixed('residential', 'UInt8', this.#residential)
      .fixed('delivery_points', 'UInt32', this.#deliveryPoints)
      .fixed('oldest_ingest_time', "DateTime64(3, 'UTC')", this.#oldestIngestTime.whole)
      .fixed('version', 'UInt64', this.#version);
  }

  /** Rows [from, to), without arguments all. The block must not be filled or cleared before this resolves. */
  async insert(client: MeasurementClient, from = 0, to = this.rows): Promise<void> {
    if (from >= to) return;
    await insertBlock(client, 'sensor_rollups', this.native(from, to));
  }
}

/** Inserts district windows; absolute values, the higher version wins. */
export async function insertDistrictRollups(
  client: MeasurementClient,
  rows: readonly DistrictRollupRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await insertBlock(client, 'district_rollups', nativeDistrictRollups(rows));
}

/** District windows as the store takes them. */
export function nativeDistrictRollups(rows: readonly DistrictRollupRow[]): NativeBlock {
  const name = (value: (row: DistrictRollupRow) => string) => {
    const column = new DictionaryColumn(rows.length);
    rows.forEach((row, index) => {
      column.set(index, value(row));
    });
    return [column.keys, column.indexes] as const;
  };
  const count = (value: (row: DistrictRollupRow) => number) => Uint32Array.from(rows, value);
  const whole = (value: (row: DistrictRollupRow) => number) => {
    const column = new Int64Column(rows.length);
    rows.forEach((row, index) => {
      column.set(index, value(row));
    });
    return column.whole;
  };
  return new NativeBlock(20, rows.length)
    .lowCardinality('tenant', ...name((row) => row.tenant))
    .lowCardinality('city', ...name((row) => row.city))
    .lowCardinality('district', ...name((row) => row.district))
    .lowCardinality('register', ...name((row) => row.register))
    .lowCardinality('resolution', ...name((row) => row.resolution))
    .fixed(
      'window_start',
      "DateTime('UTC')",
      count((row) => seconds(row.windowStart)),
    )
    .fixed(
      'window_end',
      "DateTime('UTC')",
      count((row) => seconds(row.windowEnd)),
    )
    .fixed(
      'energy_milliwatt_hours',
      'Int64',
      whole((row) => row.energyMilliwattHours),
    )
    .lowCardinality('state', ...name((row) => row.state))
    .fixed(
      'reading_count',
      'UInt32',
      count((row) => row.readingCount),
    )
    .fixed(
      'measured_count',
      'UInt32',
      count((row) => row.qualityCounts[0]),
    )
    .fixed(
      'estimated_count',
      'UInt32',
      count((row) => row.qualityCounts[1]),
    )
    .fixed(
      'revised_count',
      'UInt32',
      count((row) => row.qualityCounts[2]),
    )
    .fixed(
      'suspect_count',
      'UInt32',
      count((row) => row.qualityCounts[3]),
    )
    .fixed(
      'missing_count',
      'UInt32',
      count((row) => row.qualityCounts[4]),
    )
    .fixed(
      'contributors_residential',
      'UInt32',
      count((row) => row.contributorsResidential),
    )
    .fixed(
      'contributors_other',
      'UInt32',
      count((row) => row.contributorsOther),
    )
    .fixed(
      'largest_share',
      'Float32',
      Float32Array.from(rows, (row) => row.largestShare),
    )
    .fixed(
      'oldest_ingest_time',
      "DateTime64(3, 'UTC')",
      whole((row) => row.oldestIngestTime),
    )
    .fixed(
      'version',
      'UInt64',
      BigUint64Array.from(rows, (row) => row.version),
    );
}
