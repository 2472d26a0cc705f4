import type { Envelope, Message, ResultTransport } from './result-transport.ts';
import type { DeliveryPolicy } from './stream-rules.ts';

/** Above this what may be left out is left out. */
const BEHIND_BYTES = 256 * 1024;
/** Above this for longer than the grace a client that must get everything is too slow: a burst is not slowness, and who resumes gets one. */
const TOO_SLOW_BYTES = 1024 * 1024;
const GRACE_MS = 5_000;
/** Above this at once. */
const MOST_BYTES = 8 * 1024 * 1024;

interface Pending extends Message {
  readonly operation: ClientOperation;
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
 * Writes results to one client. Those of one turn of the event loop leave in one write. A client that reads too slowly
 * gets the latest result of a LATEST_WINS operation when it has caught up, and is let go on any other.
 */
export function clientConnection(transport: ResultTransport): ClientConnection {
  let pending: Pending[] = [];
  let scheduled = false;
  let slowSince: number | undefined;
  const held = new Map<ClientOperation, Pending>();

  const flush = () => {
    if (pending.length === 0) return;
    const messages = pending;
    pending = [];
    if (transport.open) write(messages);
    else held.clear();
  };

  const write = (messages: readonly Pending[]) => {
    let buffered = transport.bufferedBytes;
    const now: Pending[] = [];
    for (const message of messages) {
      const { operation, text } = message;
      if (operation.delivery === 'LATEST_WINS') {
        if (buffered > BEHIND_BYTES) {
          held.set(operation, message);
          continue;
        }
        held.delete(operation);
      } else if (isTooSlow(buffered)) return closeSlow();
      buffered += text.length;
      now.push(message);
    }
    if (now.length > 0) transport.write(now, caughtUp);
  };

  const isTooSlow = (buffered: number) => {
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
    const waiting = [...held.values()];
    held.clear();
    write(waiting);
  };

  const closeSlow = () => {
    held.clear();
    transport.closeSlow();
  };

  return {
    send(operation, text) {
      pending.push({ operation, envelope: operation.envelope, text });
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
      pending = pending.filter((message) => message.operation !== operation);
    },
  };
}
