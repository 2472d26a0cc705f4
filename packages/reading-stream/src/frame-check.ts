import {
  FRAME_HEADER_BYTES,
  FRAME_MAGIC,
  FRAME_MAX_BYTES,
  FrameError,
  kindIndex,
  MAX_DECIMAL_EXPONENT,
  MAX_FRAME_READINGS,
  MAX_TIME_MS,
  markIndex,
  padded,
  REGISTER_KINDS,
  SEGMENT_HEADER_BYTES,
  SEGMENT_MARKS,
} from './frame-layout.ts';
import { QUALITIES } from './reading.ts';

/** One aligned copy of a frame, seen in every width. */
export interface FrameViews {
  readonly bytes: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
}

export function frameViews(capacity: number): FrameViews {
  const buffer = new ArrayBuffer(padded(capacity));
  return {
    bytes: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    u32: new Uint32Array(buffer),
    i32: new Int32Array(buffer),
    f64: new Float64Array(buffer),
  };
}

const TWO_32 = 0x1_0000_0000;

/** base + stored as two's complement of 64 bits; exact as long as the sum is within +-2^53. */
export function wideSum(i32: Int32Array, u32: Uint32Array, base: number, stored: number): number {
  const low = u32[base]! + u32[stored]!;
  const high = (i32[base + 1]! + i32[stored + 1]! + (low >= TWO_32 ? 1 : 0)) | 0;
  return high * TWO_32 + (low >>> 0);
}

/** The header's base value: a whole number of 10^e. */
export const baseValueAt = (views: FrameViews, segment: number) =>
  views.i32[(segment >> 2) + 11]! * TWO_32 + views.u32[(segment >> 2) + 10]!;

export const textBytesAt = (bytes: Uint8Array, segment: number) =>
  bytes[segment + 14]! + bytes[segment + 15]! + bytes[segment + 16]! + bytes[segment + 17]!;

/**
 * Checks every length, field and value of the first `length` bytes, so that reading afterwards cannot fail half-way
 * and never leaves the data.
 * @throws {FrameError}
 */
export function checkFrame(views: FrameViews, length: number): void {
  if (length < FRAME_HEADER_BYTES)
    throw new FrameError('FRAME_TOO_SHORT', length, `a frame of ${length} bytes`);
  if (views.u32[0] !== FRAME_MAGIC) throw new FrameError('FRAME_BAD_MAGIC', 0, 'not a frame of version 1');
  const segments = views.u16[2]!;
  const readings = views.u32[2]!;
  if (readings === 0 || readings > MAX_FRAME_READINGS) {
    throw new FrameError(
      'FRAME_BAD_COUNT',
      8,
      `${readings} readings, 1 to ${MAX_FRAME_READINGS} are allowed`,
    );
  }
  if (!isTime(views.f64[2]!))
    throw new FrameError('FRAME_BAD_TIME', 16, 'ingest time is not whole milliseconds');
  let offset = FRAME_HEADER_BYTES;
  let counted = 0;
  for (let i = 0; i < segments; i++) {
    counted += checkSegment(views, offset, length);
    offset += views.u32[offset >> 2]!;
  }
  if (offset !== length)
    throw new FrameError('FRAME_BAD_LENGTH', offset, `${length - offset} bytes behind the last segment`);
  if (counted !== readings)
    throw new FrameError('FRAME_BAD_COUNT', 8, `${counted} readings, the header says ${readings}`);
}

const isTime = (time: number) => Number.isInteger(time) && Math.abs(time) <= MAX_TIME_MS;

function checkSegment(views: FrameViews, offset: number, length: number): number {
  const { bytes, u32, f64 } = views;
  if (offset + SEGMENT_HEADER_BYTES > length)
    throw new FrameError('FRAME_TOO_SHORT', offset, 'a segment header is cut off');
  const word = offset >> 2;
  const count = u32[word + 1]!;
  if (count === 0 || count > MAX_FRAME_READINGS)
    throw new FrameError('FRAME_BAD_COUNT', offset + 4, `${count} readings`);
  const valueWidth = bytes[offset + 10]!;
  const timeWidth = bytes[offset + 11]!;
  const numberWidth = bytes[offset + 12]!;
  const exponent = bytes[offset + 13]!;
  if (bytes[offset + 8]! >= REGISTER_KINDS.length)
    throw new FrameError('FRAME_BAD_FIELD', offset + 8, 'unknown register kind');
  if (bytes[offset + 9]! >= QUALITIES.length)
    throw new FrameError('FRAME_BAD_FIELD', offset + 9, 'unknown quality');
  if (valueWidth !== 4 && valueWidth !== 8)
    throw new FrameError('FRAME_BAD_FIELD', offset + 10, 'width of values');
  if (timeWidth !== 2 && timeWidth !== 4 && timeWidth !== 8)
    throw new FrameError('FRAME_BAD_FIELD', offset + 11, 'width of times');
  if (numberWidth !== 2 && numberWidth !== 4)
    throw new FrameError('FRAME_BAD_FIELD', offset + 12, 'width of sensor numbers');
  // Values are whole, so a negative exponent (a byte of 128 and more) is as wrong as one that is too great.
  if (exponent > MAX_DECIMAL_EXPONENT)
    throw new FrameError('FRAME_BAD_FIELD', offset + 13, 'decimal exponent');
  for (let i = 14; i < 18; i++)
    if (bytes[offset + i] === 0) throw new FrameError('FRAME_BAD_TEXT', offset + i, 'an empty name');
  if (bytes[offset + 18]! >= SEGMENT_MARKS.length)
    throw new FrameError('FRAME_BAD_FIELD', offset + 18, 'unknown mark');
  if (bytes[offset + 18] === markIndex('estimate') && bytes[offset + 8] !== kindIndex('interval'))
    throw new FrameError('FRAME_BAD_FIELD', offset + 18, 'only intervals are estimated');
  const values = offset + SEGMENT_HEADER_BYTES + padded(textBytesAt(bytes, offset));
  const times = values + padded(count * valueWidth);
  const end = times + padded(count * timeWidth) + padded(count * numberWidth);
  if (u32[word] !== end - offset)
    throw new FrameError('FRAME_BAD_LENGTH', offset, `a segment of ${u32[word]} bytes needs ${end - offset}`);
  if (end > length) throw new FrameError('FRAME_TOO_SHORT', offset, 'a segment is cut off');
  const interval = f64[(offset + 24) >> 3]!;
  if (!isTime(interval) || interval < 0)
    throw new FrameError('FRAME_BAD_TIME', offset + 24, 'interval length');
  checkTimes(views, offset, times, count, timeWidth);
  checkValues(views, offset, values, count, valueWidth, 10 ** exponent);
  return count;
}

function checkTimes({ f64 }: FrameViews, offset: number, column: number, count: number, width: number) {
  const base = f64[(offset + 32) >> 3]!;
  if (!isTime(base))
    throw new FrameError('FRAME_BAD_TIME', offset + 32, 'base time is not whole milliseconds');
  if (width !== 8) return;
  for (let i = 0, at = column >> 3; i < count; i++, at++) {
    if (!(f64[at]! >= 0 && Number.isSafeInteger(f64[at]!) && isTime(base + f64[at]!)))
      throw new FrameError('FRAME_BAD_TIME', at << 3, 'event time');
  }
}

function checkValues(
  views: FrameViews,
  offset: number,
  column: number,
  count: number,
  width: number,
  scale: number,
) {
  const { u32, i32 } = views;
  const base = baseValueAt(views, offset);
  if (width === 4 && !Number.isSafeInteger(base))
    throw new FrameError('FRAME_BAD_VALUE', offset + 40, 'base value');
  if (width === 4 && (Math.abs(base) + TWO_32) * scale <= Number.MAX_SAFE_INTEGER) return;
  for (let i = 0; i < count; i++) {
    const at = column + i * width;
    const value =
      (width === 4 ? base + u32[at >> 2]! : wideSum(i32, u32, (offset >> 2) + 10, at >> 2)) * scale;
    if (!Number.isSafeInteger(value)) throw new FrameError('FRAME_BAD_VALUE', at, 'a value beyond 2^53 - 1');
  }
}

export function copyFrame(views: FrameViews, data: Uint8Array): FrameViews {
  if (data.length > FRAME_MAX_BYTES)
    throw new FrameError('FRAME_TOO_LONG', data.length, `a frame of ${data.length} bytes`);
  const room =
    views.bytes.length >= data.length ? views : frameViews(Math.max(data.length, views.bytes.length * 2));
  room.bytes.set(data);
  return room;
}
