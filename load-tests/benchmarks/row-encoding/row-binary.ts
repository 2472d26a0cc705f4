import type { SensorRollupRow } from '@citywatt/measurement-store/rows';
import { REGISTER_KINDS } from '@citywatt/reading-stream/frame-layout';
import { QUALITIES } from '@citywatt/reading-stream/reading';
import type { DecodedSegment } from '../partition/decoded-segments.ts';

const TWO_32 = 4_294_967_296;

/** The columns in the order in which the rows have them. */
export const SEGMENT_COLUMNS = `tenant, city, district, register, register_kind, interval_milliseconds, quality,
  ingest_time, version, first_position, first_start, last_start, sensor_numbers, start_offsets, reading_values, verdicts`;
export const SENSOR_COLUMNS = `tenant, city, district, sensor_number, register, resolution, window_start,
  energy_milliwatt_hours, reading_count, quality, residential, delivery_points, oldest_ingest_time, version`;

/** Rows in ClickHouse's RowBinary, value after value into one buffer: the fastest that we could write it. */
export class RowBinary {
  readonly #bytes: Buffer;
  readonly #texts = new Map<string, Buffer>();
  #at = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.alloc(capacity);
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  clear(): void {
    this.#at = 0;
  }

  /** A row of `raw_segments`; the readings are of one UTC day. */
  segment({ key, count, times, values, ...segment }: DecodedSegment, version: bigint): void {
    const starts = times.map((time) => time - key.intervalMs);
    const firstStart = starts.reduce((least, start) => Math.min(least, start));
    const lastStart = starts.reduce((greatest, start) => Math.max(greatest, start));
    for (const text of [key.tenant, key.city, key.district, key.register]) this.#text(text);
    this.#uint8(REGISTER_KINDS.indexOf(key.kind));
    this.#uint32(key.intervalMs);
    this.#uint8(QUALITIES.indexOf(key.quality));
    this.#int64(segment.ingestTime);
    this.#uint64(version);
    this.#uint32(segment.firstPosition);
    this.#int64(firstStart);
    this.#int64(lastStart);
    this.#varUint(count);
    for (let index = 0; index < count; index++) this.#uint32(segment.sensorNumbers[index]!);
    this.#varUint(count);
    for (let index = 0; index < count; index++) this.#uint32(starts[index]! - firstStart);
    this.#varUint(count);
    for (let index = 0; index < count; index++) this.#int64(values[index]!);
    this.#varUint(count);
    for (let index = 0; index < count; index++) this.#uint8(segment.verdicts[index]!);
  }

  /** A row of `sensor_rollups`. */
  sensorWindow(row: SensorRollupRow): void {
    this.#text(row.tenant);
    this.#text(row.city);
    this.#text(row.district);
    this.#uint32(row.sensorNumber);
    this.#text(row.register);
    this.#text(row.resolution);
    this.#uint32(row.windowStart / 1_000);
    this.#int64(row.energyMilliwattHours);
    this.#uint32(row.readingCount);
    this.#uint8(row.quality);
    this.#uint8(row.residential ? 1 : 0);
    this.#uint32(row.deliveryPoints);
    this.#int64(row.oldestIngestTime);
    this.#uint64(row.version);
  }

  #uint8(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  #uint32(value: number): void {
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  /** Two halves: a BigInt a value would cost more than all the rest. */
  #int64(value: number): void {
    this.#at = this.#bytes.writeUInt32LE(value >>> 0, this.#at);
    this.#at = this.#bytes.writeInt32LE(Math.floor(value / TWO_32), this.#at);
  }

  #uint64(value: bigint): void {
    this.#at = this.#bytes.writeBigUInt64LE(value, this.#at);
  }

  #varUint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#uint8((rest % 128) | 128);
    this.#uint8(rest);
  }

  #text(value: string): void {
    let bytes = this.#texts.get(value);
    if (!bytes) {
      bytes = Buffer.from(value, 'utf8');
      this.#texts.set(value, bytes);
    }
    this.#varUint(bytes.length);
    this.#at += bytes.copy(this.#bytes, this.#at);
  }
}
