import { QUALITIES, type Quality, type RegisterKind } from '@citywatt/reading-stream/reading';
import { type VerdictName, verdictName } from '@citywatt/reading-stream/verdict';
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

/** One reading of a block; times in milliseconds since 1970 UTC. */
export interface RawRow extends RawSegment {
  readonly sensorNumber: number;
  readonly intervalStart: number;
  readonly value: number;
  readonly verdict: VerdictName;
  readonly version: bigint;
  readonly position: number;
}

/** Readings [from, to) of the block, which become one row: of one segment and one UTC day. */
interface Run {
  readonly segment: RawSegment;
  readonly version: bigint;
  /** Of the first one in its frame. */
  readonly position: number;
  readonly from: number;
  readonly to: number;
  /** Earliest and latest start, ms since 1970 UTC. */
  readonly firstStart: number;
  readonly lastStart: number;
}

const KINDS: readonly RegisterKind[] = ['cumulative', 'interval', 'gauge'];
const DAY_MS = 86_400_000;

/** Raw readings on their way to ClickHouse: columns of typed arrays, filled segment by segment. */
export class RawBlock {
  /** Readings in it. */
  rows = 0;
  readonly capacity: number;
  readonly #sensorNumber: Uint32Array;
  /** Milliseconds from its run's first start. */
  readonly #startOffset: Uint32Array;
  readonly #value: Int64Column;
  readonly #verdict: Uint8Array;
  #runs: Run[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#sensorNumber = new Uint32Array(capacity);
    this.#startOffset = new Uint32Array(capacity);
    this.#value = new Int64Column(capacity);
    this.#verdict = new Uint8Array(capacity);
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
    if (count > this.room)
      throw new RangeError(`${count} readings do not fit a block with room for ${this.room}`);
    const block = this.rows;
    for (let begin = 0, end = 0; begin < count; begin = end) {
      let firstStart = eventTimes[begin]! - segment.intervalMs;
      let lastStart = firstStart;
      const day = Math.floor(firstStart / DAY_MS) * DAY_MS;
      for (end = begin + 1; end < count; end++) {
        const start = eventTimes[end]! - segment.intervalMs;
        if (start < day || start >= day + DAY_MS) break;
        if (start < firstStart) firstStart = start;
        else if (start > lastStart) lastStart = start;
      }
      const baseTime = firstStart + segment.intervalMs;
      for (let index = begin; index < end; index++) {
        const row = block + index;
        this.#sensorNumber[row] = sensorNumbers[index]!;
        this.#startOffset[row] = eventTimes[index]! - baseTime;
        this.#value.set(row, values[index]!);
        this.#verdict[row] = verdicts[index]!;
      }
      const [from, to] = [block + begin, block + end];
      this.#runs.push({ segment, version, position: position + begin, from, to, firstStart, lastStart });
    }
    this.rows = block + count;
  }

  clear(): void {
    this.rows = 0;
    this.#runs = [];
  }

  /** One reading, for whoever must say what the store refused. */
  row(index: number): RawRow {
    const { segment, version, position, from, firstStart } = this.#runs[this.#runOf(index)]!;
    return {
      ...segment,
      sensorNumber: this.#sensorNumber[index]!,
      intervalStart: firstStart + this.#startOffset[index]!,
      value: Number(this.#value.whole[index]),
      verdict: verdictName(this.#verdict[index]!),
      version,
      position: position + index - from,
    };
  }

  /** Readings [from, to) as the store takes them: views of this block's own memory. */
  native(from = 0, to = this.rows): NativeBlock {
    const runs = this.#runsWithin(from, to);
    const name = (text: (segment: RawSegment) => string) => {
      const column = new DictionaryColumn(runs.length);
      for (const [row, { segment }] of runs.entries()) column.set(row, text(segment));
      return [column.keys, column.indexes] as const;
    };
    const whole = (value: (run: Run) => number) => {
      const column = new Int64Column(runs.length);
      for (const [row, run] of runs.entries()) column.set(row, value(run));
      return column.whole;
    };
    const ends = whole((run) => run.to - from);
    return new NativeBlock(16, runs.length)
      .lowCardinality('tenant', ...name(({ tenant }) => tenant))
      .lowCardinality('city', ...name(({ city }) => city))
      .lowCardinality('district', ...name(({ district }) => district))
      .lowCardinality('register', ...name(({ register }) => register))
      .fixed(
        'register_kind',
        'UInt8',
        Uint8Array.from(runs, ({ segment }) => KINDS.indexOf(segment.kind)),
      )
      .fixed(
        'interval_milliseconds',
        'UInt32',
        Uint32Array.from(runs, ({ segment }) => segment.intervalMs),
      )
      .fixed(
        'quality',
        'UInt8',
        Uint8Array.from(runs, ({ segment }) => QUALITIES.indexOf(segment.quality)),
      )
      .fixed(
        'ingest_time',
        "DateTime64(3, 'UTC')",
        whole(({ segment }) => segment.ingestTime),
      )
      .fixed(
        'version',
        'UInt64',
        BigUint64Array.from(runs, ({ version }) => version),
      )
      .fixed(
        'first_position',
        'UInt32',
        Uint32Array.from(runs, ({ position }) => position),
      )
      .fixed(
        'first_start',
        "DateTime64(3, 'UTC')",
        whole(({ firstStart }) => firstStart),
      )
      .fixed(
        'last_start',
        "DateTime64(3, 'UTC')",
        whole(({ lastStart }) => lastStart),
      )
      .array('sensor_numbers', 'UInt32', ends, this.#sensorNumber.subarray(from, to))
      .array('start_offsets', 'UInt32', ends, this.#startOffset.subarray(from, to))
      .array('reading_values', 'Int64', ends, this.#value.whole.subarray(from, to))
      .array('verdicts', 'UInt8', ends, this.#verdict.subarray(from, to));
  }

  /** Readings [from, to), without arguments all. The block must not be filled or cleared before this resolves. */
  async insert(client: MeasurementClient, from = 0, to = this.rows): Promise<void> {
    if (from >= to) return;
    await insertBlock(client, 'raw_segments', this.native(from, to));
  }

  /** The last run that begins at or before the reading. */
  #runOf(index: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#runs[middle]!.from <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Runs of readings [from, to); the first and the last may be cut. */
  #runsWithin(from: number, to: number): readonly Run[] {
    if (from === 0 && to === this.rows) return this.#runs;
    return this.#runs.slice(this.#runOf(from), this.#runOf(to - 1) + 1).map((run) => ({
      ...run,
      position: run.position + Math.max(from - run.from, 0),
      from: Math.max(from, run.from),
      to: Math.min(to, run.to),
    }));
  }
}
