import type { RawBlock } from '@citywatt/measurement-store/raw-readings';
import { FrameCursor } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { VERDICTS } from '@citywatt/reading-stream/verdict';

/** Readings of one segment in typed arrays of their own. */
export interface DecodedSegment {
  readonly key: SegmentKey;
  readonly ingestTime: number;
  readonly firstPosition: number;
  readonly count: number;
  readonly sensorNumbers: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** What validation made of each: here it accepts all. */
  readonly verdicts: Uint8Array;
}

export const VERSION = (1n << 48n) | 12_345n;

export function decodedSegments(frames: readonly Uint8Array[]): DecodedSegment[] {
  const cursor = new FrameCursor();
  return frames.flatMap((frame) => {
    cursor.open(frame);
    const segments: DecodedSegment[] = [];
    while (cursor.next()) {
      const { key, ingestTime, count, firstPosition } = cursor;
      segments.push({
        key,
        ingestTime,
        count,
        firstPosition,
        sensorNumbers: cursor.sensorNumbers.slice(0, count),
        times: cursor.times.slice(0, count),
        values: cursor.values.slice(0, count),
        verdicts: new Uint8Array(count).fill(VERDICTS.accepted),
      });
    }
    return segments;
  });
}

/** Fills a raw block as the worker does, from decoded columns. */
export function fillRawBlock(block: RawBlock, segments: readonly DecodedSegment[]): void {
  for (const { key, ingestTime, count, sensorNumbers, times, values, verdicts, firstPosition } of segments) {
    block.append(
      { ...key, ingestTime },
      count,
      sensorNumbers,
      times,
      values,
      verdicts,
      VERSION,
      firstPosition,
    );
  }
}
