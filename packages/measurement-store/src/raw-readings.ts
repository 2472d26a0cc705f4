import { QUALITIES, type Quality, type RegisterKind } from '@citywatt/reading-stream/reading';
import { verdictName } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { DictionaryColumn } from './dictionary.ts';
import { insertBlock } from './insert-block.ts';
import { Int64Column } from './int64-column.ts';
import { NativeBlock } from './native-columns.ts';

/** What all readings of one segment have in common. */
export interface RawSegment {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly register: string;
  readonly kind: RegisterKind;
  readonly quality: Quality;
  /** 0 for registers and gauges. */
  readonly intervalMs: number;
  /** Milliseconds since 1970 UTC. */
  readonly ingestTime: number;
}

const KINDS: readonly RegisterKind[] = ['cumulative', 'interval', 'gauge'];

/** Raw readings on their way to ClickHouse: columns of typed arrays, filled segment by segment. */
export class RawBlock {
  rows = 0;
  readonly capacity: number;
  readonly #tenant: DictionaryColumn;
  readonly #city: DictionaryColumn;
  readonly #district: DictionaryColumn;
  readonly #register: DictionaryColumn;
  readonly #sensorNumber: Uint32Array;
  readonly #kind: Uint8Array;
  readonly #intervalStart: Int64Column;
  readonly #intervalMs: Uint32Array;
  readonly #value: Int64Column;
  readonly #quality: Uint8Array;
  readonly #verdict: Uint8Array;
  readonly #ingestTime: Int64Column;
  readonly #version: BigUint64Array;
  readonly #position: Uint32Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#tenant = new DictionaryColumn(capacity);
    this.#city = new DictionaryColumn(capacity);
    this.#district = new DictionaryColumn(capacity);
    this.#register = new DictionaryColumn(capacity);
    this.#sensorNumber = new Uint32Array(capacity);
    this.#kind = new Uint8Array(capacity);
    this.#intervalStart = new Int64Column(capacity);
    this.#intervalMs = new Uint32Array(capacity);
    this.#value = new Int64Column(capacity);
    this.#quality = new Uint8Array(capacity);
    this.#verdict = new Uint8Array(capacity);
    this.#ingestTime = new Int64Column(capacity);
    this.#version = new BigUint64Array(capacity);
    this.#position = new Uint32Array(capacity);
  }

  get room(): number {
    return this.capacity - this.rows;
  }

  /**
   * Adds `count` readings of a segment. Event times in milliseconds since 1970 UTC, values in milliwatt-hours or watts.
   * `position` is the index of the first one in its frame, `version` = generation x 2^48 + stream sequence.
   * @throws {RangeError} when there is no room: typed arrays would drop the rest silently.
   */
  append(
    segment: RawSegment,
    count: number,
    sensorNumbers: ArrayLike<number>,
    eventTimes: ArrayLike<number>,
    values: ArrayLike<number>,
    verdicts: ArrayLike<number>,
    version: bigint,
    position: number,
  ): void {
    const from = this.rows;
    const to = from + count;
    if (to > this.capacity)
      throw new RangeError(`${count} readings do not fit a block with room for ${this.room}`);
    this.#tenant.fill(segment.tenant, from, to);
    this.#city.fill(segment.city, from, to);
    this.#district.fill(segment.district, from, to);
    this.#register.fill(segment.register, from, to);
    this.#kind.fill(KINDS.indexOf(segment.kind), from, to);
    this.#intervalMs.fill(segment.intervalMs, from, to);
    this.#quality.fill(QUALITIES.indexOf(segment.quality), from, to);
    this.#ingestTime.whole.fill(BigInt(segment.ingestTime), from, to);
    this.#version.fill(version, from, to);
    for (let index = 0; index < count; index++) {
      const row = from + index;
      this.#sensorNumber[row] = sensorNumbers[index]!;
      this.#intervalStart.set(row, eventTimes[index]! - segment.intervalMs);
      this.#value.set(row, values[index]!);
      this.#verdict[row] = verdicts[index]!;
      this.#position[row] = position + index;
    }
    this.rows = to;
  }

  clear(): void {
    this.rows = 0;
    for (const column of [this.#tenant, this.#city, this.#district, this.#register]) column.clear();
  }

  /** One row, for whoever must say what the store refused; times in milliseconds since 1970 UTC. */
  row(index: number) {
    return {
      tenant: this.#tenant.at(index),
      city: this.#city.at(index),
      district: this.#district.at(index),
      sensorNumber: this.#sensorNumber[index]!,
      register: this.#register.at(index),
      kind: KINDS[this.#kind[index]!]!,
      intervalStart: Number(this.#intervalStart.whole[index]),
      intervalMs: this.#intervalMs[index]!,
      value: Number(this.#value.whole[index]),
      quality: QUALITIES[this.#quality[index]!]!,
      verdict: verdictName(this.#verdict[index]!),
      ingestTime: Number(this.#ingestTime.whole[index]),
      version: this.#version[index]!,
      position: this.#position[index]!,
    };
  }

  /** Rows [from, to) as the store takes them: views of this block's own memory. */
  native(from = 0, to = this.rows): NativeBlock {
    return new NativeBlock(14, to - from, from)
      .lowCardinality('tenant', this.#tenant.keys, this.#tenant.indexes)
      .lowCardinality('city', this.#city.keys, this.#city.indexes)
      .lowCardinality('district', this.#district.keys, this.#district.indexes)
      .fixed('sensor_number', 'UInt32', this.#sensorNumber)
      .lowCardinality('register', this.#register.keys, this.#register.indexes)
      .fixed('register_kind', 'UInt8', this.#kind)
      .fixed('interval_start', "DateTime64(3, 'UTC')", this.#intervalStart.whole)
      .fixed('interval_milliseconds', 'UInt32', this.#intervalMs)
      .fixed('value', 'Int64', this.#value.whole)
      .fixed('quality', 'UInt8', this.#quality)
      .fixed('verdict', 'UInt8', this.#verdict)
      .fixed('ingest_time', "DateTime64(3, 'UTC')", this.#ingestTime.whole)
      .fixed('version', 'UInt64', this.#version)
      .fixed('position', 'UInt32', this.#position);
  }

  /** Rows [from, to), without arguments all. The block must not be filled or cleared before this resolves. */
  async insert(client: MeasurementClient, from = 0, to = this.rows): Promise<void> {
    if (from >= to) return;
    // Version and position tell any two rows of a block apart.
    await insertBlock(client, 'raw_readings', this.native(from, to), { keysAreUnique: true });
  }
}
