import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { WebSocket } from 'ws';
import { type Refusals, UpstreamLost } from './upstream-failures.ts';

/** What one operation hears of its subgraph; after `complete`, `refused` or `lost` nothing more. */
export interface UpstreamListener {
  next(event: ExecutionResult): void;
  complete(): void;
  refused(errors: Refusals): void;
  lost(error: UpstreamLost): void;
}

export interface UpstreamSocket {
  /** How many operations it carries. */
  readonly operations: number;
  /** Returns what leaves the operation; who is the last to leave closes the socket. */
  subscribe(payload: object, listener: UpstreamListener): () => void;
  /** Reads no more until `resume`. */
  pause(): void;
  resume(): void;
}

const PROTOCOL = 'graphql-transport-ws';
const LOOK_EVERY_MS = 5_000;
/** How many looks in a row may find that nothing was heard. */
const SILENT_LOOKS = 2;

export interface UpstreamSocketOptions {
  readonly url: string;
  token(): Promise<string>;
  onAcknowledged(): void;
  /** Once: when it carries nothing any more, or with why it is lost to those that it carries. */
  onOver(error?: UpstreamLost): void;
}

/** One graphql-transport-ws connection with many operations on it. */
export function upstreamSocket(options: UpstreamSocketOptions): UpstreamSocket {
  const listeners = new Map<string, UpstreamListener>();
  let acknowledged = false;
  let heard = false;
  let silent = 0;
  let cause: unknown;
  let ended = false;
  const socket = new WebSocket(options.url.replace(/^http/, 'ws'), PROTOCOL, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });

  const end = () => {
    if (ended) return;
    ended = true;
    clearInterval(looking);
    socket.terminate();
    if (listeners.size === 0) return options.onOver();
    const error = new UpstreamLost('The subgraph’s connection ended', acknowledged, { cause });
    options.onOver(error);
    for (const listener of listeners.values()) listener.lost(error);
    listeners.clear();
  };
  /**
   * Looks are counted instead of time measured: a process that was busy for long finds the answers unread, and the
   * next look is after it has read them.
   */
  const looking = setInterval(() => {
    silent = heard || socket.isPaused ? 0 : silent + 1;
    heard = false;
    if (silent >= SILENT_LOOKS) {
      cause = new Error(`nothing was heard of it for ${silent * LOOK_EVERY_MS} ms`);
      end();
    } else if (acknowledged) send({ type: 'ping' });
  }, LOOK_EVERY_MS);

  const send = (message: object) => socket.send(JSON.stringify(message));
  const begin = (id: string, payload: object) => send({ id, type: 'subscribe', payload });
  const waiting = new Map<string, object>();

  const greet = async () => {
    try {
      const authorization = `Bearer ${await options.token()}`;
      if (socket.readyState === WebSocket.OPEN) send({ type: 'connection_init', payload: { authorization } });
    } catch (error) {
      cause = error;
      end();
    }
  };
  const finished = (id: string): UpstreamListener | undefined => {
    const listener = listeners.get(id);
    listeners.delete(id);
    if (listeners.size === 0) end();
    return listener;
  };
  const hear = (message: UpstreamMessage) => {
    switch (message.type) {
      case 'next':
        return listeners.get(message.id)?.next(message.payload);
      case 'complete':
        return finished(message.id)?.complete();
      case 'error':
        return finished(message.id)?.refused(message.payload);
      case 'connection_ack':
        acknowledged = true;
        options.onAcknowledged();
        for (const [id, payload] of waiting) begin(id, payload);
        return waiting.clear();
      case 'ping':
        return send({ type: 'pong' });
    }
  };

  socket.on('open', () => void greet());
  socket.on('message', (data) => {
    heard = true;
    try {
      hear(JSON.parse(String(data)));
    } catch (error) {
      cause = error;
      end();
    }
  });
  socket.on('error', (error) => {
    cause = error;
  });
  socket.on('close', (code, reason) => {
    cause ??= new Error(`closed with ${code} ${reason}`);
    end();
  });

  return {
    get operations() {
      return listeners.size;
    },
    subscribe(payload, listener) {
      const id = randomUUID();
      listeners.set(id, listener);
      if (acknowledged) begin(id, payload);
      else waiting.set(id, payload);
      return () => {
        if (!listeners.delete(id)) return;
        if (listeners.size === 0) end();
        else if (!waiting.delete(id)) send({ id, type: 'complete' });
      };
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

type UpstreamMessage =
  | { readonly type: 'connection_ack' | 'ping' | 'pong' }
  | { readonly type: 'next'; readonly id: string; readonly payload: ExecutionResult }
  | { readonly type: 'complete'; readonly id: string }
  | { readonly type: 'error'; readonly id: string; readonly payload: Refusals };
