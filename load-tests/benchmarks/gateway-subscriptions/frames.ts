const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
/** Longer than any message of the protocol that is not a result. */
const LONGEST_GREETING = 64;
const LONGEST_HEADER = 10;

export interface FrameTaker {
  /** Whether the text of the result that begins is wanted. */
  wants(): boolean;
  onResult(text: string | undefined): void;
  onGreeting(text: string): void;
  onPing(): void;
  onClose(code: number): void;
}

/**
 * Reads the frames of a server's socket, without building what nobody looks at: at full rate a client library would be
 * what is measured.
 */
export class FrameReader {
  readonly #taker: FrameTaker;
  readonly #header = Buffer.alloc(LONGEST_HEADER);
  #headerBytes = 0;
  #inPayload = false;
  #left = 0;
  #length = 0;
  #opcode = 0;
  #parts: Buffer[] | undefined;

  constructor(taker: FrameTaker) {
    this.#taker = taker;
  }

  read(chunk: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (!this.#inPayload) {
        at = this.#readHeader(chunk, at);
        continue;
      }
      const taken = Math.min(this.#left, end - at);
      // The socket's buffer is used again.
      this.#parts?.push(Buffer.from(chunk.subarray(at, at + taken)));
      this.#left -= taken;
      at += taken;
      if (this.#left === 0) this.#finish();
    }
  }

  #readHeader(chunk: Buffer, at: number): number {
    this.#header[this.#headerBytes++] = chunk[at]!;
    if (this.#headerBytes < 2) return at + 1;
    const short = this.#header[1]! & 0x7f;
    const size = short === 126 ? 4 : short === 127 ? LONGEST_HEADER : 2;
    if (this.#headerBytes < size) return at + 1;
    this.#length =
      size === 2
        ? short
        : size === 4
          ? this.#header.readUInt16BE(2)
          : Number(this.#header.readBigUInt64BE(2));
    this.#left = this.#length;
    this.#opcode = this.#header[0]! & 0x0f;
    this.#headerBytes = 0;
    this.#inPayload = true;
    const isResult = this.#opcode === TEXT && this.#length > LONGEST_GREETING;
    this.#parts = !isResult || this.#taker.wants() ? [] : undefined;
    if (this.#length === 0) this.#finish();
    return at + 1;
  }

  #finish(): void {
    this.#inPayload = false;
    const payload = this.#parts && Buffer.concat(this.#parts);
    if (this.#opcode === TEXT) {
      if (this.#length > LONGEST_GREETING) this.#taker.onResult(payload?.toString());
      else this.#taker.onGreeting(payload!.toString());
    } else if (this.#opcode === PING) this.#taker.onPing();
    else if (this.#opcode === CLOSE)
      this.#taker.onClose(payload!.length < 2 ? 1005 : payload!.readUInt16BE(0));
    else if (this.#opcode !== PONG) throw new Error(`a frame of opcode ${this.#opcode}`);
  }
}

/** A client's frames are masked; with a mask of zeros they need no work. */
export function clientFrame(opcode: 'text' | 'pong', text: string): Buffer {
  const payload = Buffer.from(text);
  const first = 0x80 | (opcode === 'text' ? TEXT : PONG);
  const head =
    payload.length < 126
      ? Buffer.from([first, 0x80 | payload.length])
      : Buffer.from([first, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
