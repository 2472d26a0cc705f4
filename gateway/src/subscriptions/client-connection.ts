import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { DeliveryPolicy } from './stream-rules.ts';

/** Above this what may be left out is left out. */
const BEHIND_BYTES = 256 * 1024;
/** Above this for longer than the grace a client that must get everything is too slow: a burst is not slowness, and who resumes gets one. */
const TOO_SLOW_BYTES = 1024 * 1024;
const GRACE_MS = 5_000;
/** Above this at once. */
const MOST_BYTES = 8 * 1024 * 1024;
const TOO_SLOW_CODE = 4429;
/** A client that does not read does not answer a close either. */
const CLOSE_WITHIN_MS = 2_000;
const SEND_OPTIONS = { binary: false, compress: false } as const;

interface Frame {
  readonly operation: ClientOperation;
  readonly text: Buffer;
}

/** Where one operation's results leave. */
export interface ClientOperation {
  readonly prefix: Buffer;
  readonly delivery: DeliveryPolicy;
}

export interface ClientConnection {
  open(id: string, delivery: DeliveryPolicy): ClientOperation;
  send(operation: ClientOperation, text: Buffer): void;
  /** Writes what is pending now: before `complete`, which another writer sends. */
  flush(): void;
  /** Forgets what is pending for an operation that the client has left. */
  drop(operation: ClientOperation): void;
}

/**
 * Writes results to one client's socket. Frames of one turn of the event loop leave in one write. A client that reads
 * too slowly gets the latest result of a LATEST_WINS operation when it has caught up, and is closed with 4429 on any other.
 */
export function clientConnection(socket: WebSocket, transport: Socket): ClientConnection {
  let pending: Frame[] = [];
  let scheduled = false;
  let slowSince: number | undefined;
  const held = new Map<ClientOperation, Buffer>();

  const flush = () => {
    if (pending.length === 0) return;
    const frames = pending;
    pending = [];
    if (socket.readyState !== WebSocket.OPEN) return held.clear();
    transport.cork();
    for (const { operation, text } of frames) write(operation, text);
    transport.uncork();
  };

  const write = (operation: ClientOperation, text: Buffer) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (operation.delivery === 'LATEST_WINS') {
      if (socket.bufferedAmount > BEHIND_BYTES) {
        held.set(operation, text);
        return;
      }
      held.delete(operation);
    } else if (isTooSlow()) {
      closeSlow();
      return;
    }
    socket.send(Buffer.concat([operation.prefix, text]), SEND_OPTIONS, caughtUp);
  };

  const isTooSlow = () => {
    const buffered = socket.bufferedAmount;
    if (buffered <= TOO_SLOW_BYTES) {
      slowSince = undefined;
      return false;
    }
    slowSince ??= performance.now();
    return buffered > MOST_BYTES || performance.now() - slowSince > GRACE_MS;
  };

  const caughtUp = () => {
    if (socket.bufferedAmount <= TOO_SLOW_BYTES) slowSince = undefined;
    if (held.size === 0 || socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > BEHIND_BYTES)
      return;
    const waiting = [...held];
    held.clear();
    for (const [operation, text] of waiting) write(operation, text);
  };

  const closeSlow = () => {
    held.clear();
    socket.close(TOO_SLOW_CODE, 'Too slow');
    setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
  };

  return {
    open: (id, delivery) => ({ prefix: Buffer.from(`{"id":${JSON.stringify(id)},`), delivery }),
    send(operation, text) {
      pending.push({ operation, text });
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        flush();
      });
    },
    flush,
    drop(operation) {
      held.delete(operation);
      pending = pending.filter((frame) => frame.operation !== operation);
    },
  };
}
