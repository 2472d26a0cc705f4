import type { DistrictsScope } from '@citywatt/measurement-store/current-readings';
import type { LateArrivals } from '@citywatt/measurement-store/late-arrivals';
import type { LongWindows } from '@citywatt/measurement-store/long-windows';
import type { RawBlock } from '@citywatt/measurement-store/raw-readings';
import type { CurrentReadings, DistrictScope } from '@citywatt/measurement-store/repair';
import type { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import type { DistrictRollupRow } from '@citywatt/measurement-store/rows';
import type { AskedQuarters, SensorQuarters } from '@citywatt/measurement-store/sensor-quarters';
import type { StoredWindows } from '@citywatt/measurement-store/stored-windows';

/**
 * All that the worker, the repair path and the checkpoints need of the world outside, besides `LivePublisher` and
 * `EventPublisher`. The processor gets its adapters from `adapters/`, the simulator gives simulated ones.
 */

/** The only way to the time, and to other work of this process. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Milliseconds since some moment, for differences: it never goes back. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Timers and sockets get their turn. */
  nextTurn(): Promise<void>;
}

export interface StreamMessage {
  readonly subject: string;
  readonly sequence: number;
  readonly data: Uint8Array;
  /** Messages behind this one. */
  readonly pending: number;
}

export interface OrderedMessages extends AsyncIterable<StreamMessage> {
  stop(): void;
}

/** READINGS, as its processors see it. */
export interface ReadingStream {
  /** Messages of these partitions and ticks, in the order of the stream; ends when it must be opened anew. */
  open(fromSequence: number, partitions: readonly number[]): Promise<OrderedMessages>;
  state(): Promise<{
    readonly firstSequence: number;
    /** Share of `max_bytes` in use, 0 to 1. */
    readonly filled: number;
  }>;
  /** Subjects of which it holds a message. */
  subjects(filter: string): Promise<readonly string[]>;
  /** Drops what such subjects hold up to `through`. */
  purge(filter: string, through: number): Promise<void>;
}

/** Resolves when the stream that takes the subject has the message. */
export interface MessageSink {
  publish(subject: string, data: Uint8Array | string): Promise<void>;
}

/** The tables of `measurement-store`. An insert resolves when its rows are on disk; its repeat changes nothing. */
export interface RowStore {
  insertRaw(block: RawBlock, from: number, to: number): Promise<void>;
  insertSensors(block: SensorRollupBlock, from: number, to: number): Promise<void>;
  insertDistricts(rows: readonly DistrictRollupRow[]): Promise<void>;
  currentReadings(
    scope: DistrictsScope,
    from: number,
    to: number,
    longestIntervalMs: number,
    maximumVersion: bigint,
  ): Promise<ReadonlyMap<string, CurrentReadings>>;
  neighbourReadings(
    scope: DistrictScope,
    sensorNumbers: readonly number[],
    range: { readonly earliest: number; readonly from: number; readonly to: number; readonly latest: number },
    maximumVersion: bigint,
  ): Promise<CurrentReadings>;
  spanOfReadings(
    scope: DistrictScope,
    since: number,
  ): Promise<{ readonly from: number; readonly to: number } | undefined>;
  lateArrivals(
    scope: DistrictScope,
    from: number,
    to: number,
    longestIntervalMs: number,
    maximumVersion: bigint,
  ): Promise<LateArrivals>;
  storedWindows(scope: DistrictsScope, from: number, to: number): Promise<ReadonlyMap<string, StoredWindows>>;
  writeLongWindows(request: LongWindows): Promise<void>;
}

/** Sensors' quarter hours as they are stored, for estimates. */
export interface QuarterSource {
  sensorQuarters(asked: AskedQuarters): Promise<SensorQuarters>;
}

/** A key-value bucket with compare-and-set. */
export interface SwapBucket {
  get(key: string): Promise<{ readonly value: string; readonly revision: number } | undefined>;
  /** Answers with the new revision. Throws when the key's revision is another, and when no answer came. */
  swap(key: string, value: string, revision: number): Promise<number>;
}

/** Chunks of checkpoints by subject; the last put stays. */
export interface ChunkStore {
  put(subject: string, data: Uint8Array): Promise<void>;
  get(subject: string): Promise<Uint8Array | undefined>;
  delete(subject: string): Promise<void>;
  subjects(filter: string): Promise<readonly string[]>;
}
