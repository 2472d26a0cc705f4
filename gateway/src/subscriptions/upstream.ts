import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type EventQueue, eventQueue } from './event-queue.ts';
import type { DeliveryPolicy } from './stream-rules.ts';

/** The connection to the subgraph ended, or never came to be. */
export class UpstreamLost extends Error {
  override readonly name = 'UpstreamLost';
  readonly code = 'UPSTREAM_LOST';
}

/** The subgraph refused the subscription or ended it with errors. */
export class UpstreamRefused extends Error {
  override readonly name = 'UpstreamRefused';
  readonly code = 'UPSTREAM_REFUSED';
  readonly errors: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];

  constructor(errors: UpstreamRefused['errors']) {
    super(errors.map((error) => error.message).join(' '));
    this.errors = errors;
  }
}

export interface UpstreamRequest {
  readonly url: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly delivery: DeliveryPolicy;
  /** Signed anew for each connection. */
  token(): Promise<string>;
}

export type OpenUpstream = (request: UpstreamRequest) => AsyncIterator<ExecutionResult, undefined>;

const PING_EVERY_MS = 5_000;
const PONG_WITHIN_MS = 5_000;

/**
 * Subscribes at a subgraph over a socket of its own, so that letting go of the subscription cannot leave anything
 * behind. Fails with UpstreamLost or UpstreamRefused; `return()` closes the socket at once.
 */
export const openUpstream: OpenUpstream = ({ url, query, variables, delivery, token }) => {
  const events: EventQueue<ExecutionResult> = eventQueue(delivery);
  let pongWait: NodeJS.Timeout | undefined;
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    // The run that owns this knows the cursor to continue from; a retry in here would not.
    retryAttempts: 0,
    lazy: true,
    keepAlive: PING_EVERY_MS,
    connectionAckWaitTimeout: PONG_WITHIN_MS,
    onNonLazyError: () => {},
    on: {
      ping: (received) => {
        if (!received) pongWait = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongWait);
      },
    },
  });
  const close = () => {
    clearTimeout(pongWait);
    client.terminate();
    void client.dispose();
  };
  client.subscribe(
    { query, variables },
    {
      next: (event) => events.push(event as ExecutionResult),
      complete: () => {
        events.end();
        close();
      },
      error: (error) => {
        events.fail(
          Array.isArray(error)
            ? new UpstreamRefused(error)
            : new UpstreamLost('The subgraph’s connection ended', { cause: error }),
        );
        close();
      },
    },
  );
  return {
    next: () => events.next(),
    return() {
      close();
      return events.return();
    },
  };
};
