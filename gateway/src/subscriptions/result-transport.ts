import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** What one client's results are written to. */
export interface ResultTransport {
  readonly open: boolean;
  /** Written, and not taken by the kernel yet. */
  readonly bufferedBytes: number;
  write(frame: Buffer, taken: () => void): void;
  /** What `writes` writes leaves in one piece. */
  together(writes: () => void): void;
  /** Says that the client is too slow, as far as the protocol has a word for it, and lets it go. */
  closeSlow(): void;
}

const TOO_SLOW_CODE = 4429;
/** A client that does not read does not answer a close either. */
const CLOSE_WITHIN_MS = 2_000;
const SEND_OPTIONS = { binary: false, compress: false } as const;

export const socketTransport = (socket: WebSocket, transport: Socket): ResultTransport => ({
  get open() {
    return socket.readyState === WebSocket.OPEN;
  },
  get bufferedBytes() {
    return socket.bufferedAmount;
  },
  write: (frame, taken) => socket.send(frame, SEND_OPTIONS, taken),
  together(writes) {
    transport.cork();
    writes();
    transport.uncork();
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
  write: (frame, taken) => response.write(frame, taken),
  together(writes) {
    response.cork();
    writes();
    response.uncork();
  },
  closeSlow: () => response.destroy(),
});
