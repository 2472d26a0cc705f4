import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { textFrameHeaderBytes, writeTextFrameHeader } from './text-frames.ts';

/** What stands around a result in the client's protocol. */
export interface Envelope {
  readonly before: Buffer;
  readonly after: Buffer;
}

/** One result, for one client; the text is shared by all who get the same. */
export interface Message {
  readonly envelope: Envelope;
  readonly text: Buffer;
}

/** What one client's results are written to. */
export interface ResultTransport {
  readonly open: boolean;
  /** Written, and not taken by the kernel yet. */
  readonly bufferedBytes: number;
  /** All messages leave in one piece. */
  write(messages: readonly Message[], taken: () => void): void;
  /** Says that the client is too slow, as far as the protocol has a word for it, and lets it go. */
  closeSlow(): void;
}

const TOO_SLOW_CODE = 4429;
/** A client that does not read does not answer a close either. */
const CLOSE_WITHIN_MS = 2_000;
const PIECE_BYTES = 64 * 1024;

/** Where pieces are put together. A kernel that takes a piece at once, as nearly all do, has copied it: the next one may stand here too. */
let workbench = Buffer.allocUnsafeSlow(PIECE_BYTES);

const bytesOf = ({ envelope, text }: Message) => envelope.before.length + text.length + envelope.after.length;

/** Returns where it ends. */
function put(piece: Buffer, at: number, { envelope, text }: Message): number {
  piece.set(envelope.before, at);
  piece.set(text, at + envelope.before.length);
  piece.set(envelope.after, at + envelope.before.length + text.length);
  return at + bytesOf({ envelope, text });
}

function frames(piece: Buffer, messages: readonly Message[]): void {
  let at = 0;
  for (const message of messages) {
    at = put(piece, writeTextFrameHeader(piece, at, bytesOf(message)), message);
  }
}

/**
 * Frames are written past `ws`, whose own writing of a frame costs more than all else that is done for a delivery. It
 * holds no frame back itself as long as nothing is compressed, so the order of frames stays.
 */
export const socketTransport = (socket: WebSocket, transport: Socket): ResultTransport => ({
  get open() {
    return socket.readyState === WebSocket.OPEN;
  },
  get bufferedBytes() {
    return socket.bufferedAmount;
  },
  write(messages, taken) {
    let bytes = 0;
    for (const message of messages) {
      const payload = bytesOf(message);
      bytes += textFrameHeaderBytes(payload) + payload;
    }
    const onWorkbench = bytes <= PIECE_BYTES && transport.writableLength === 0;
    const piece = onWorkbench ? workbench.subarray(0, bytes) : Buffer.allocUnsafe(bytes);
    frames(piece, messages);
    transport.write(piece, taken);
    if (onWorkbench && transport.writableLength > 0) workbench = Buffer.allocUnsafeSlow(PIECE_BYTES);
  },
  closeSlow() {
    socket.close(TOO_SLOW_CODE, 'Too slow');
    setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
  },
});

export const responseTransport = (response: ServerResponse): ResultTransport => ({
  get open() {
    return !response.writableEnded && !response.destroyed;
  },
  get bufferedBytes() {
    return response.writableLength;
  },
  write(messages, taken) {
    const piece = Buffer.allocUnsafe(messages.reduce((bytes, message) => bytes + bytesOf(message), 0));
    let at = 0;
    for (const message of messages) at = put(piece, at, message);
    response.write(piece, taken);
  },
  closeSlow: () => response.destroy(),
});
