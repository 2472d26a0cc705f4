import type { FrameViews } from './frame-check.ts';
import { textBytesAt } from './frame-check.ts';
import {
  FrameError,
  REGISTER_KINDS,
  SEGMENT_HEADER_BYTES,
  SEGMENT_MARKS,
  type SegmentKey,
} from './frame-layout.ts';
import { QUALITIES } from './reading.ts';

/** Decoding four strings a segment would cost more than a hundred readings, so equal header bytes give the same key. */
export interface SegmentKeys {
  /** The key of the segment at `offset` of a checked frame. @throws {FrameError} when a name is not UTF-8. */
  at(views: FrameViews, offset: number): SegmentKey;
}

interface Known {
  readonly key: SegmentKey;
  readonly kindAndQuality: number;
  readonly mark: number;
  readonly lengths: number;
  readonly intervalMs: number;
  readonly text: Uint8Array;
}

const KNOWN_LIMIT = 65_536;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const lengthsAt = (bytes: Uint8Array, offset: number) =>
  bytes[offset + 14]! |
  (bytes[offset + 15]! << 8) |
  (bytes[offset + 16]! << 16) |
  (bytes[offset + 17]! << 24);

export function createSegmentKeys(): SegmentKeys {
  const known = new Map<number, Known[]>();
  let size = 0;

  function remember(views: FrameViews, offset: number, hash: number): SegmentKey {
    const { bytes, u16, f64 } = views;
    let at = offset + SEGMENT_HEADER_BYTES;
    const text = bytes.slice(at, at + textBytesAt(bytes, offset));
    const parts: string[] = [];
    for (let i = 14; i < 18; i++) {
      const end = at + bytes[offset + i]!;
      try {
        parts.push(utf8.decode(bytes.subarray(at, end)));
      } catch {
        throw new FrameError('FRAME_BAD_TEXT', at, 'a name is not UTF-8');
      }
      at = end;
    }
    const key: SegmentKey = {
      tenant: parts[0]!,
      city: parts[1]!,
      district: parts[2]!,
      register: parts[3]!,
      kind: REGISTER_KINDS[bytes[offset + 8]!]!,
      quality: QUALITIES[bytes[offset + 9]!]!,
      intervalMs: f64[(offset + 24) >> 3]!,
      mark: SEGMENT_MARKS[bytes[offset + 18]!],
    };
    if (size === KNOWN_LIMIT) {
      known.clear();
      size = 0;
    }
    size++;
    const entry = {
      key,
      kindAndQuality: u16[(offset + 8) >> 1]!,
      mark: bytes[offset + 18]!,
      lengths: lengthsAt(bytes, offset),
      intervalMs: key.intervalMs,
      text,
    };
    const bucket = known.get(hash);
    if (bucket) bucket.push(entry);
    else known.set(hash, [entry]);
    return key;
  }

  return {
    at(views, offset) {
      const { bytes, u16, f64 } = views;
      const kindAndQuality = u16[(offset + 8) >> 1]!;
      const mark = bytes[offset + 18]!;
      const lengths = lengthsAt(bytes, offset);
      const intervalMs = f64[(offset + 24) >> 3]!;
      const start = offset + SEGMENT_HEADER_BYTES;
      const end = start + textBytesAt(bytes, offset);
      let hash = 0x811c9dc5 ^ kindAndQuality;
      for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
      const bucket = known.get(hash);
      if (bucket) {
        for (const entry of bucket) {
          if (
            entry.kindAndQuality === kindAndQuality &&
            entry.mark === mark &&
            entry.lengths === lengths &&
            entry.intervalMs === intervalMs &&
            sameBytes(entry.text, bytes, start)
          ) {
            return entry.key;
          }
        }
      }
      return remember(views, offset, hash);
    },
  };
}

function sameBytes(text: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (text[i] !== bytes[start + i]) return false;
  return true;
}
