import type { ResultTransport } from './result-transport.ts';
import type { DeliveryPolicy } from './stream-rules.ts';

/** Above this what may be left out is left out. */
const BEHIND_BYTES = 256 * 1024;
/** Above this for longer than the grace a client that must get everything is too slow: a burst is not slowness, and who resumes gets one. */
const TOO_SLOW_BYTES = 1024 * 1024;
const GRACE_MS = 5_000;
/** Above this at once. */
const MOST_BYTES = 8 * 1024 * 1024;

interface Frame {
  readonly operation: ClientOperation;
  readonly text: Buffer;
}

/** What stands around a result in the client's protocol. */
export interface Envelope {
  readonly before: Buffer;
  readonly after: Buffer;
}

/** Where one operation's results leave. */
export interface ClientOperation {
  readonly envelope: Envelope;
  readonly delivery: DeliveryPolicy;
}

export interface ClientConnection {
  send(operation: ClientOperation, text: Buffer): void;
  /** Writes what is pending now: before `complete`, which another writer sends. */
  flush(): void;
  /** Forgets what is pending for an operation that the client has left. */
  drop(operation: ClientOperation): void;
}

/**
 * Writes results to one client. Frames of one turn of the event loop leave in one write. A client that reads too slowly
 * gets the latest result of a LATEST_WINS operation when it has caught up, and is let go on any other.
 */
export function clientConnection(transport: ResultTransport): ClientConnection {
  let pending: Frame[] = [];
  let scheduled = false;
  let slowSince: number | undefined;
  const held = new Map<ClientOperation, Buffer>();

  const flush = () => {
    if (pending.length === 0) return;
    const frames = pending;
    pending = [];
    if (!transport.open) return held.clear();
    transport.together(() => {
      for (const { operation, text } of frames) write(operation, text);
    });
  };

  const write = (operation: ClientOperation, text: Buffer) => {
    if (!transport.open) return;
    if (operation.delivery === 'LATEST_WINS') {
      if (transport.bufferedBytes > BEHIND_BYTES) {
        held.set(operation, text);
        return;
      }
      held.delete(operation);
    } else if (isTooSlow()) {
      closeSlow();
      return;
    }
    const { before, after } = operation.envelope;
    transport.write(Buffer.concat([before, text, after]), caughtUp);
  };

  const isTooSlow = () => {
    const buffered = transport.bufferedBytes;
    if (buffered <= TOO_SLOW_BYTES) {
      slowSince = undefined;
      return false;
    }
    slowSince ??= performance.now();
    return buffered > MOST_BYTES || performance.now() - slowSince > GRACE_MS;
  };

  const caughtUp = () => {
    if (transport.bufferedBytes <= TOO_SLOW_BYTES) slowSince = undefined;
    if (held.size === 0 || !transport.open || transport.bufferedBytes > BEHIND_BYTES) return;
    const waiting = [...held];
    held.clear();
    for (const [operation, text] of waiting) write(operation, text);
  };

  const closeSlow = () => {
    held.clear();
    transport.closeSlow();
  };

  return {
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
