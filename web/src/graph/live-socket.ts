import { type Client, createClient } from 'graphql-ws';
import { retryWaitMs } from './retry-wait.ts';

const KEEP_ALIVE_MS = 5_000;
const PONG_WITHIN_MS = 4_000;
const CONNECT_WITHIN_MS = 8_000;

export interface LiveSocketEvents {
  connecting(): void;
  connected(): void;
  closed(): void;
}

export interface LiveSocket {
  readonly client: Client;
  /** Drops the connection; what is subscribed comes back by itself. */
  reconnect(): void;
  dispose(): void;
}

/** A socket that notices a dead link by itself and comes back for ever. */
export function openLiveSocket(url: string, events: LiveSocketEvents): LiveSocket {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let connectTimer: ReturnType<typeof setTimeout> | undefined;
  let wake: (() => void) | undefined;
  const settle = () => {
    clearTimeout(pongTimer);
    clearTimeout(connectTimer);
  };
  const client = createClient({
    url,
    lazy: true,
    keepAlive: KEEP_ALIVE_MS,
    connectionAckWaitTimeout: CONNECT_WITHIN_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (attempt) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, retryWaitMs(attempt));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    on: {
      connecting: () => {
        settle();
        events.connecting();
        // A connection into a black hole would stay in this state for minutes.
        connectTimer = setTimeout(() => client.terminate(), CONNECT_WITHIN_MS);
      },
      connected: () => {
        settle();
        events.connected();
      },
      ping: (received) => {
        if (received) return;
        clearTimeout(pongTimer);
        pongTimer = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
      closed: () => {
        settle();
        events.closed();
      },
    },
  });
  return {
    client,
    reconnect() {
      client.terminate();
      wake?.();
    },
    dispose() {
      settle();
      wake?.();
      void client.dispose();
    },
  };
}
