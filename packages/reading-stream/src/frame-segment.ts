import {
  FrameError,
  kindIndex,
  MAX_DECIMAL_EXPONENT,
  MAX_TEXT_BYTES,
  MAX_TIME_MS,
  markIndex,
  padded,
  qualityIndex,
  SEGMENT_HEADER_BYTES,
  type SegmentKey,
} from './frame-layout.ts';

/** Readings of one segment; the first `count` entries of each column count. */
export interface SegmentColumns {
  readonly count: number;
  /** Whole milliwatt-hours or watts, |value| <= 2^53 - 1. */
  readonly values: Float64Array;
  /** Event times, ms since 1970 UTC. */
  readonly times: Float64Array;
  readonly sensorNumbers: Uint32Array;
}

interface Text {
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
}

const UINT32_RANGE = 0x1_0000_0000;
const texts = new WeakMap<SegmentKey, Text>();

function textOf(key: SegmentKey): Text {
  const known = texts.get(key);
  if (known) return known;
  const parts = [key.tenant, key.city, key.district, key.register].map((part) => Buffer.from(part, 'utf8'));
  for (const [index, part] of parts.entries()) {
    if (part.length === 0 || part.length > MAX_TEXT_BYTES) {
      throw new FrameError(
        'FRAME_BAD_TEXT',
        index,
        `a name of ${part.length} bytes, 1 to ${MAX_TEXT_BYTES} are allowed`,
      );
    }
  }
  const text = { bytes: new Uint8Array(Buffer.concat(parts)), lengths: parts.map((part) => part.length) };
  texts.set(key, text);
  return text;
}

/** Where and how wide each column of a segment becomes. */
export interface SegmentPlan {
  readonly key: SegmentKey;
  readonly text: Text;
  readonly columns: SegmentColumns;
  readonly baseTime: number;
  readonly baseValue: number;
  readonly scale: number;
  readonly exponent: number;
  readonly valueWidth: 4 | 8;
  readonly timeWidth: 2 | 4 | 8;
  readonly numberWidth: 2 | 4;
  readonly bytes: number;
}

/** @throws {FrameError} for a value, time or name that the format cannot hold. */
export function planSegment(key: SegmentKey, columns: SegmentColumns): SegmentPlan {
  const text = textOf(key);
  if (!(key.intervalMs >= 0 && key.intervalMs <= MAX_TIME_MS)) {
    throw new FrameError('FRAME_BAD_TIME', 0, `an interval of ${key.intervalMs} ms`);
  }
  const { count, values, times, sensorNumbers } = columns;
  let leastValue = Infinity;
  let greatestValue = -Infinity;
  let leastTime = Infinity;
  let greatestTime = -Infinity;
  let greatestNumber = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    const time = times[i]!;
    if (!Number.isSafeInteger(value))
      throw new FrameError('FRAME_BAD_VALUE', i, `value ${value} is not whole`);
    if (!(Number.isInteger(time) && Math.abs(time) <= MAX_TIME_MS)) {
      throw new FrameError('FRAME_BAD_TIME', i, `event time ${time} is not whole milliseconds`);
    }
    if (value < leastValue) leastValue = value;
    if (value > greatestValue) greatestValue = value;
    if (time < leastTime) leastTime = time;
    if (time > greatestTime) greatestTime = time;
    if (sensorNumbers[i]! > greatestNumber) greatestNumber = sensorNumbers[i]!;
  }
  if (count === 0) throw new FrameError('FRAME_BAD_COUNT', 0, 'a segment without readings');
  const exponent = decimalExponent(columns, leastValue, greatestValue);
  const scale = 10 ** exponent;
  const valueWidth = (greatestValue - leastValue) / scale < UINT32_RANGE ? 4 : 8;
  const timeSpan = greatestTime - leastTime;
  const timeWidth = timeSpan < 65_536 ? 2 : timeSpan < UINT32_RANGE ? 4 : 8;
  const numberWidth = greatestNumber < 65_536 ? 2 : 4;
  const bytes =
    SEGMENT_HEADER_BYTES +
    padded(text.bytes.length) +
    padded(count * valueWidth) +
    padded(count * timeWidth) +
    padded(count * numberWidth);
  const baseValue = leastValue / scale;
  return {
    key,
    text,
    columns,
    baseTime: leastTime,
    baseValue,
    scale,
    exponent,
    valueWidth,
    timeWidth,
    numberWidth,
    bytes,
  };
}

/** The least exponent that brings the span under 2^32 if all values are multiples of it; otherwise 0 and wide values. */
function decimalExponent({ count, values }: SegmentColumns, least: number, greatest: number): number {
  const span = greatest - least;
  if (span < UINT32_RANGE) return 0;
  let exponent = 1;
  while (span / 10 ** exponent >= UINT32_RANGE) exponent++;
  if (exponent > MAX_DECIMAL_EXPONENT) return 0;
  const scale = 10 ** exponent;
  for (let i = 0; i < count; i++) if (values[i]! % scale !== 0) return 0;
  return exponent;
}

/** Writes a planned segment at `offset`, a multiple of 8; returns the offset behind it. */
export function writeSegment(plan: SegmentPlan, buffer: ArrayBuffer, offset: number): number {
  const { key, text, columns } = plan;
  const { count, values, times, sensorNumbers } = columns;
  const header = new DataView(buffer, offset, SEGMENT_HEADER_BYTES);
  header.setUint32(0, plan.bytes, true);
  header.setUint32(4, count, true);
  header.setUint8(8, kindIndex(key.kind));
  header.setUint8(9, qualityIndex(key.quality));
  header.setUint8(10, plan.valueWidth);
  header.setUint8(11, plan.timeWidth);
  header.setUint8(12, plan.numberWidth);
  header.setInt8(13, plan.exponent);
  for (let i = 0; i < 4; i++) header.setUint8(14 + i, text.lengths[i]!);
  header.setUint8(18, markIndex(key.mark));
  header.setFloat64(24, key.intervalMs, true);
  header.setFloat64(32, plan.baseTime, true);
  header.setBigInt64(40, BigInt(plan.baseValue), true);
  new Uint8Array(buffer).set(text.bytes, offset + SEGMENT_HEADER_BYTES);
  let at = offset + SEGMENT_HEADER_BYTES + padded(text.bytes.length);
  const { baseValue, scale, baseTime } = plan;
  if (plan.valueWidth === 4) {
    const column = new Uint32Array(buffer, at, count);
    if (scale === 1) for (let i = 0; i < count; i++) column[i] = values[i]! - baseValue;
    else for (let i = 0; i < count; i++) column[i] = values[i]! / scale - baseValue;
  } else {
    // A span over 2^53 is inexact in Float64, so wide values are subtracted as integers.
    const column = new BigInt64Array(buffer, at, count);
    const base = BigInt(baseValue);
    for (let i = 0; i < count; i++) column[i] = BigInt(values[i]!) - base;
  }
  at += padded(count * plan.valueWidth);
  const timeColumn =
    plan.timeWidth === 2
      ? new Uint16Array(buffer, at, count)
      : plan.timeWidth === 4
        ? new Uint32Array(buffer, at, count)
        : new Float64Array(buffer, at, count);
  for (let i = 0; i < count; i++) timeColumn[i] = times[i]! - baseTime;
  at += padded(count * plan.timeWidth);
  const numberColumn =
    plan.numberWidth === 2 ? new Uint16Array(buffer, at, count) : new Uint32Array(buffer, at, count);
  numberColumn.set(count === sensorNumbers.length ? sensorNumbers : sensorNumbers.subarray(0, count));
  return offset + plan.bytes;
}
