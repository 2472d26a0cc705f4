import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const WITHIN_MS = 15_000;
const POLL_MS = 10;

/** Polls until it is true, and says what was waited for when it does not come. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = WITHIN_MS,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export interface Answer {
  readonly status: number;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Record<string, unknown>;
    readonly path?: readonly unknown[];
  }[];
  readonly headers: Headers;
}

export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
}

export interface Subscriber {
  readonly got: Record<string, unknown>[];
  /** Errors of events, of the subscription or of the socket's end. */
  readonly errors: unknown[];
  readonly ended: 'no' | 'completed' | 'failed';
  readonly closed: { readonly code: number; readonly reason: string } | undefined;
  unsubscribe(): void;
  close(): Promise<void>;
}

/** One client on a socket of its own, as a browser would be: the official client of the protocol. */
export function subscribe(
  url: string,
  payload: {
    query?: string;
    documentId?: string;
    variables?: Record<string, unknown>;
    extensions?: Record<string, unknown>;
  },
  connectionParams: Record<string, unknown> = {},
): Subscriber {
  const got: Record<string, unknown>[] = [];
  const errors: unknown[] = [];
  let ended: Subscriber['ended'] = 'no';
  let closed: Subscriber['closed'];
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    onNonLazyError: () => {},
    on: {
      closed: (event) => {
        closed = event as { code: number; reason: string };
      },
    },
  });
  const unsubscribe = client.subscribe<Record<string, unknown>>({ query: '', ...payload } as never, {
    next: ({ data, errors: faults }) => {
      if (data) got.push(data);
      if (faults) errors.push(...faults);
    },
    complete: () => {
      ended = 'completed';
    },
    error: (error) => {
      ended = 'failed';
      if (Array.isArray(error)) errors.push(...error);
      else errors.push(error);
    },
  });
  return {
    got,
    errors,
    get ended() {
      return ended;
    },
    get closed() {
      return closed;
    },
    unsubscribe,
    close: async () => {
      await client.dispose();
    },
  };
}
