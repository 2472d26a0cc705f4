import { MAX_TEXT_BYTES, REGISTER_KINDS } from '@citywatt/reading-stream/frame-layout';
import { QUALITIES } from '@citywatt/reading-stream/reading';
import type { DecodedSegment } from '../partition/decoded-segments.ts';

const TWO_32 = 4_294_967_296;
const NAMES_MOST_BYTES = 4 * (2 + MAX_TEXT_BYTES);
const NUMBERS_BYTES = 52;

/** The rows of `raw_readings` in ClickHouse's RowBinary, value after value: the fastest that we could write it. */
export class RowBinaryRows {
  readonly #bytes: Buffer;
  readonly #version: bigint;
  #length = 0;

  constructor(rows: number, version: bigint) {
    this.#bytes = Buffer.alloc(rows * (NAMES_MOST_BYTES + NUMBERS_BYTES));
    this.#version = version;
  }

  clear(): void {
    this.#length = 0;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  append(segment: DecodedSegment): void {
    const { key, count, sensorNumbers, times, values, verdicts, ingestTime, firstPosition } = segment;
    const bytes = this.#bytes;
    const place = Buffer.concat([text(key.tenant), text(key.city), text(key.district)]);
    const register = Buffer.concat([text(key.register), Buffer.of(REGISTER_KINDS.indexOf(key.kind))]);
    const quality = QUALITIES.indexOf(key.quality);
    const versionLow = Number(this.#version & 0xffffffffn);
    const versionHigh = Number(this.#version >> 32n);
    let at = this.#length;
    for (let row = 0; row < count; row++) {
      at += place.copy(bytes, at);
      at = bytes.writeUInt32LE(sensorNumbers[row]!, at);
      at += register.copy(bytes, at);
      at = writeInt64(bytes, times[row]! - key.intervalMs, at);
      at = bytes.writeUInt32LE(key.intervalMs, at);
      at = writeInt64(bytes, values[row]!, at);
      at = bytes.writeUInt8(quality, at);
      at = bytes.writeUInt8(verdicts[row]!, at);
      at = writeInt64(bytes, ingestTime, at);
      at = bytes.writeUInt32LE(versionLow, at);
      at = bytes.writeUInt32LE(versionHigh, at);
      at = bytes.writeUInt32LE(firstPosition + row, at);
    }
    this.#length = at;
  }
}

function writeInt64(bytes: Buffer, value: number, at: number): number {
  bytes.writeUInt32LE(value >>> 0, at);
  return bytes.writeInt32LE(Math.floor(value / TWO_32), at + 4);
}

/** A name is at most 255 bytes: its length is one or two bytes of seven bits. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  return Buffer.concat([Buffer.from(length), bytes]);
}
