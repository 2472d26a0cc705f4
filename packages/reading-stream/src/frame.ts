import {
  baseValueAt,
  checkFrame,
  copyFrame,
  type FrameViews,
  frameViews,
  textBytesAt,
  wideSum,
} from './frame-check.ts';
import {
  FRAME_HEADER_BYTES,
  FRAME_MAGIC,
  FRAME_MAX_BYTES,
  FrameError,
  MAX_FRAME_READINGS,
  MAX_FRAME_SEGMENTS,
  padded,
  SEGMENT_HEADER_BYTES,
  type SegmentKey,
} from './frame-layout.ts';
import { planSegment, type SegmentColumns, writeSegment } from './frame-segment.ts';
import { createSegmentKeys, type SegmentKeys } from './frame-segment-keys.ts';

export interface FrameSegment extends SegmentColumns {
  readonly key: SegmentKey;
}

/**
 * Encodes the readings of one partition, in the order of segments and rows, which becomes their position.
 * @param ingestTime ms since 1970 UTC, the `ingestTime` of every reading.
 * @throws {FrameError} when a name is empty, a value or time is not whole, or there are more than 8,000 readings.
 */
export function encodeFrame(segments: readonly FrameSegment[], ingestTime: number): Uint8Array {
  const plans = segments.map((segment) => planSegment(segment.key, segment));
  const readings = segments.reduce((sum, segment) => sum + segment.count, 0);
  const bytes = plans.reduce((sum, plan) => sum + plan.bytes, FRAME_HEADER_BYTES);
  if (readings === 0 || readings > MAX_FRAME_READINGS)
    throw new FrameError('FRAME_BAD_COUNT', 0, `${readings} readings`);
  if (!Number.isInteger(ingestTime)) throw new FrameError('FRAME_BAD_TIME', 0, `ingest time ${ingestTime}`);
  if (bytes > FRAME_MAX_BYTES) throw new FrameError('FRAME_TOO_LONG', bytes, `a frame of ${bytes} bytes`);
  const buffer = new ArrayBuffer(bytes);
  const header = new DataView(buffer);
  header.setUint32(0, FRAME_MAGIC, true);
  header.setUint16(4, plans.length, true);
  header.setUint32(8, readings, true);
  header.setFloat64(16, ingestTime, true);
  let offset = FRAME_HEADER_BYTES;
  for (const plan of plans) offset = writeSegment(plan, buffer, offset);
  return new Uint8Array(buffer);
}

interface OpenSegment {
  readonly key: SegmentKey;
  count: number;
  values: Float64Array;
  times: Float64Array;
  sensorNumbers: Uint32Array;
}

const laneOf = (key: SegmentKey) => `${key.tenant}/${key.city}/${key.district}/${key.register}`;

/**
 * Gathers readings of one partition into a frame. Keys are compared by identity: pass the same object for the same
 * segment. Readings of one sensor and register keep their order: when another quality or interval came in between,
 * a new segment begins, so that the later of two values of one reading stays the later one.
 */
export class FrameWriter {
  #segments: OpenSegment[] = [];
  #open = new Map<SegmentKey, OpenSegment>();
  /** Of the reading before: readings come in runs of one key, and the map costs more than all else of `add`. */
  #last: OpenSegment | undefined;
  #lanes = new Map<string, SegmentKey>();
  #readings = 0;

  get readings() {
    return this.#readings;
  }
  /** No further reading fits for certain. */
  get full() {
    return this.#readings >= MAX_FRAME_READINGS || this.#segments.length >= MAX_FRAME_SEGMENTS;
  }

  add(key: SegmentKey, sensorNumber: number, eventTime: number, value: number): void {
    const segment = this.#last?.key === key ? this.#last : (this.#open.get(key) ?? this.#begin(key));
    this.#last = segment;
    const at = segment.count++;
    if (at === segment.values.length) grow(segment);
    segment.values[at] = value;
    segment.times[at] = eventTime;
    segment.sensorNumbers[at] = sensorNumber;
    this.#readings++;
  }

  /** The frame of everything added since the last `take`. @throws {FrameError} */
  take(ingestTime: number): Uint8Array {
    const segments = this.#segments;
    this.#segments = [];
    this.#last = undefined;
    this.#open.clear();
    this.#lanes.clear();
    this.#readings = 0;
    return encodeFrame(segments, ingestTime);
  }

  #begin(key: SegmentKey): OpenSegment {
    const lane = laneOf(key);
    const before = this.#lanes.get(lane);
    if (before) this.#open.delete(before);
    const segment = {
      key,
      count: 0,
      values: new Float64Array(16),
      times: new Float64Array(16),
      sensorNumbers: new Uint32Array(16),
    };
    this.#lanes.set(lane, key);
    this.#open.set(key, segment);
    this.#segments.push(segment);
    return segment;
  }
}

function grow(segment: OpenSegment) {
  const { values, times, sensorNumbers } = segment;
  const room = Math.min(values.length * 4, MAX_FRAME_READINGS * 2);
  segment.values = new Float64Array(room);
  segment.values.set(values);
  segment.times = new Float64Array(room);
  segment.times.set(times);
  segment.sensorNumbers = new Uint32Array(room);
  segment.sensorNumbers.set(sensorNumbers);
}

/**
 * Reads frame after frame without allocating: `open(data)`, then `while (cursor.next())` the first `count` entries of
 * `values`, `times` and `sensorNumbers` are the segment's; they are overwritten by the next one.
 */
export class FrameCursor {
  ingestTime = 0;
  readingCount = 0;
  segmentCount = 0;
  /**
   * What the segment's readings share. The same segment is the same object from frame to frame, so it may key a
   * `WeakMap`; the cursor forgets all keys after 65,536 different ones.
   */
  key: SegmentKey;
  count = 0;
  /** Position in the frame of the segment's first reading. */
  firstPosition = 0;
  /** Whole milliwatt-hours or watts. */
  readonly values = new Float64Array(MAX_FRAME_READINGS);
  /** Event times, ms since 1970 UTC. */
  readonly times = new Float64Array(MAX_FRAME_READINGS);
  readonly sensorNumbers = new Uint32Array(MAX_FRAME_READINGS);
  #views: FrameViews = frameViews(65_536);
  #offset = 0;
  #left = 0;
  #keys: SegmentKeys = createSegmentKeys();

  constructor() {
    this.key = {
      tenant: '',
      city: '',
      district: '',
      register: '',
      kind: 'gauge',
      quality: 'missing',
      intervalMs: 0,
    };
  }

  /**
   * Takes a copy of the data and checks all of it, so `next` cannot fail half-way through a frame.
   * @throws {FrameError} with the offset at fault.
   */
  open(data: Uint8Array): this {
    this.#left = 0;
    this.#views = copyFrame(this.#views, data);
    checkFrame(this.#views, data.length);
    this.segmentCount = this.#views.u16[2]!;
    for (let i = 0, at = FRAME_HEADER_BYTES; i < this.segmentCount; i++, at += this.#views.u32[at >> 2]!) {
      this.#keys.at(this.#views, at);
    }
    this.readingCount = this.#views.u32[2]!;
    this.ingestTime = this.#views.f64[2]!;
    this.#left = this.segmentCount;
    this.#offset = FRAME_HEADER_BYTES;
    this.count = 0;
    this.firstPosition = 0;
    return this;
  }

  /** Moves to the next segment; false behind the last. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    this.firstPosition += this.count;
    const offset = this.#offset;
    const { bytes, u32 } = this.#views;
    this.key = this.#keys.at(this.#views, offset);
    this.count = u32[(offset >> 2) + 1]!;
    let at = offset + SEGMENT_HEADER_BYTES + padded(textBytesAt(bytes, offset));
    at = this.#readValues(offset, at, bytes[offset + 10]!, 10 ** bytes[offset + 13]!);
    at = this.#readTimes(offset, at, bytes[offset + 11]!);
    this.#readNumbers(at, bytes[offset + 12]!);
    this.#offset += u32[offset >> 2]!;
    return true;
  }

  #readValues(offset: number, column: number, width: number, scale: number): number {
    const { u32, i32 } = this.#views;
    const { values, count } = this;
    const base = baseValueAt(this.#views, offset);
    const at = column >> 2;
    if (width === 4 && scale === 1) for (let i = 0; i < count; i++) values[i] = base + u32[at + i]!;
    else if (width === 4) for (let i = 0; i < count; i++) values[i] = (base + u32[at + i]!) * scale;
    else
      for (let i = 0; i < count; i++) values[i] = wideSum(i32, u32, (offset >> 2) + 10, at + 2 * i) * scale;
    return column + padded(count * width);
  }

  #readTimes(offset: number, column: number, width: number): number {
    const { u16, u32, f64 } = this.#views;
    const { times, count } = this;
    const base = f64[(offset + 32) >> 3]!;
    if (width === 2) for (let i = 0, at = column >> 1; i < count; i++) times[i] = base + u16[at + i]!;
    else if (width === 4) for (let i = 0, at = column >> 2; i < count; i++) times[i] = base + u32[at + i]!;
    else for (let i = 0, at = column >> 3; i < count; i++) times[i] = base + f64[at + i]!;
    return column + padded(count * width);
  }

  #readNumbers(column: number, width: number) {
    const { u16, u32 } = this.#views;
    const { sensorNumbers, count } = this;
    if (width === 2) for (let i = 0, at = column >> 1; i < count; i++) sensorNumbers[i] = u16[at + i]!;
    else for (let i = 0, at = column >> 2; i < count; i++) sensorNumbers[i] = u32[at + i]!;
  }
}

/** A cursor of its own over one frame; a hot loop keeps one `FrameCursor` and opens it again. @throws {FrameError} */
export const decodeFrame = (data: Uint8Array): FrameCursor => new FrameCursor().open(data);
