import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Gateway {
  /** Of GraphQL over WebSocket. */
  readonly url: string;
  readonly connectionParams: Readonly<Record<string, unknown>>;
}

interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
}

export interface AuditClient {
  readonly got: readonly Result[];
  readonly ended: 'no' | 'completed' | 'failed';
  unsubscribe(): void;
  /** Cuts the connection without a word. */
  vanish(): void;
  close(): Promise<void>;
}

export type Subscribe = (query: string, variables?: Record<string, unknown>) => AuditClient;

const WITHIN_MS = 5_000;
const POLL_MS = 10;

/** Resolves when it is true; throws what was waited for. */
export async function until(what: string, holds: () => boolean, withinMs = WITHIN_MS): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A client of its own connection, with the protocol's official library. */
export function subscriberAt(gateway: Gateway): { readonly subscribe: Subscribe; closeAll(): Promise<void> } {
  const open: AuditClient[] = [];
  const subscribe: Subscribe = (query, variables = {}) => {
    const got: Result[] = [];
    let ended: AuditClient['ended'] = 'no';
    let socket: WebSocket | undefined;
    const client = createClient({
      url: gateway.url,
      webSocketImpl: WebSocket,
      connectionParams: gateway.connectionParams,
      retryAttempts: 0,
      onNonLazyError: () => {},
      on: {
        opened: (opened) => {
          socket = opened as WebSocket;
        },
      },
    });
    const unsubscribe = client.subscribe<Record<string, unknown>>(
      { query, variables },
      {
        next: (result) => got.push(result as Result),
        complete: () => {
          ended = 'completed';
        },
        error: (error) => {
          ended = 'failed';
          if (Array.isArray(error)) got.push({ errors: error });
        },
      },
    );
    const made: AuditClient = {
      got,
      get ended() {
        return ended;
      },
      unsubscribe,
      vanish: () => socket?.terminate(),
      close: async () => {
        await client.dispose();
        client.terminate();
      },
    };
    open.push(made);
    return made;
  };
  return {
    subscribe,
    async closeAll() {
      await Promise.all(open.splice(0).map((client) => client.close()));
    },
  };
}
