import { QUALITIES, type Quality, type RegisterKind } from './reading.ts';

/** Byte layout of a frame as PROTOCOL.md states it; little endian, which every machine that runs Node 24 is. */
export const FRAME_MAGIC = 0x31465743;
export const FRAME_HEADER_BYTES = 24;
export const SEGMENT_HEADER_BYTES = 48;

export const MAX_FRAME_READINGS = 8_000;
/** With the longest names allowed, this many segments of one reading each still fit `FRAME_MAX_BYTES`. */
export const MAX_FRAME_SEGMENTS = 2_000;
/** The server's largest message. */
export const FRAME_MAX_BYTES = 1_048_576;
export const MAX_TEXT_BYTES = 255;

/** Farthest instant from 1970, in milliseconds: the span between any two is exact in Float64. */
export const MAX_TIME_MS = 2 ** 52;
export const MAX_DECIMAL_EXPONENT = 15;

export const REGISTER_KINDS: readonly RegisterKind[] = ['cumulative', 'interval', 'gauge'];

/**
 * Readings that come from no sensor directly. `confirmed`: someone has let them through the rules that stopped them.
 * `estimate`: made by the processor for intervals that did not come.
 */
export const SEGMENT_MARKS = [undefined, 'confirmed', 'estimate'] as const;
export type SegmentMark = NonNullable<(typeof SEGMENT_MARKS)[number]>;

/** What all readings of one segment share. */
export interface SegmentKey {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  /** OBIS code. */
  readonly register: string;
  readonly kind: RegisterKind;
  readonly quality: Quality;
  /** Interval length in milliseconds; 0 but for interval consumption. */
  readonly intervalMs: number;
  readonly mark?: SegmentMark | undefined;
}

export const kindIndex = (kind: RegisterKind) => REGISTER_KINDS.indexOf(kind);
export const markIndex = (mark: SegmentMark | undefined) => SEGMENT_MARKS.indexOf(mark);
export const qualityIndex = (quality: Quality) => QUALITIES.indexOf(quality);

export const padded = (bytes: number) => (bytes + 7) & ~7;

export type FrameErrorCode =
  | 'FRAME_TOO_SHORT'
  | 'FRAME_TOO_LONG'
  | 'FRAME_BAD_MAGIC'
  | 'FRAME_BAD_LENGTH'
  | 'FRAME_BAD_COUNT'
  | 'FRAME_BAD_FIELD'
  | 'FRAME_BAD_TEXT'
  | 'FRAME_BAD_TIME'
  | 'FRAME_BAD_VALUE'
  | 'FRAME_BAD_SENSOR_NUMBER';

/** A frame that cannot be read, or readings that cannot be framed; `offset` is the byte (reading: the index) at fault. */
export class FrameError extends Error {
  readonly code: FrameErrorCode;
  readonly offset: number;
  constructor(code: FrameErrorCode, offset: number, what: string) {
    super(`${what} (at ${offset})`);
    this.name = 'FrameError';
    this.code = code;
    this.offset = offset;
  }
}
