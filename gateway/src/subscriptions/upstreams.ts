import type { Logger } from '@citywatt/service-runtime/logger';
import type { ExecutionResult } from 'graphql';
import { type EventQueue, eventQueue } from './event-queue.ts';
import type { DeliveryPolicy } from './stream-rules.ts';
import { UpstreamRefused } from './upstream-failures.ts';
import { type UpstreamSocket, upstreamSocket } from './upstream-socket.ts';

export interface UpstreamRequest {
  readonly url: string;
  /** Operations of equal text here may stand on one connection. */
  readonly company: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly delivery: DeliveryPolicy;
  /** On a connection that it shares with nobody. */
  readonly alone: boolean;
  /** Signed anew for each connection. */
  token(): Promise<string>;
}

export interface Upstreams {
  /** Fails with UpstreamLost or UpstreamRefused; `return()` leaves the subscription at once. */
  subscribe(request: UpstreamRequest): AsyncIterator<ExecutionResult, undefined>;
}

const OPERATIONS_A_SOCKET = 1_000;
/** Events of one socket that wait to be completed: beyond them it is not read, and the subgraph has to wait. */
const MOST_WAITING = 4_000;

interface Shared {
  readonly socket: UpstreamSocket;
  waiting: number;
}

/** Subscriptions at subgraphs, many on one connection. */
export function openUpstreams(logger: Logger): Upstreams {
  const sockets = new Map<string, Set<Shared>>();
  /** Where the last connection was lost and none has been made since. */
  const away = new Set<string>();

  const open = (key: string, { url, token }: UpstreamRequest): Shared => {
    const group = sockets.get(key) ?? new Set();
    sockets.set(key, group);
    const socket = upstreamSocket({
      url,
      token,
      onAcknowledged() {
        if (away.delete(url)) logger.info({ url }, 'a subgraph takes subscriptions again');
      },
      onOver(error) {
        group.delete(shared);
        if (group.size === 0) sockets.delete(key);
        // Once, not for each attempt of each run.
        if (error === undefined || away.has(url)) return;
        away.add(url);
        logger.warn({ err: error, url }, 'the connection for subscriptions to a subgraph is lost');
      },
    });
    const shared: Shared = { socket, waiting: 0 };
    group.add(shared);
    return shared;
  };
  const withRoom = (key: string): Shared | undefined => {
    for (const shared of sockets.get(key) ?? []) {
      if (shared.socket.operations < OPERATIONS_A_SOCKET) return shared;
    }
    return undefined;
  };

  return {
    subscribe(request) {
      const { url, company, query, variables, delivery, alone } = request;
      const key = JSON.stringify([url, company]);
      const shared = alone ? open(`${key} alone`, request) : (withRoom(key) ?? open(key, request));
      const wait = (change: number) => {
        const before = shared.waiting;
        shared.waiting += change;
        if (before <= MOST_WAITING && shared.waiting > MOST_WAITING) shared.socket.pause();
        else if (before > MOST_WAITING && shared.waiting <= MOST_WAITING) shared.socket.resume();
      };
      const events: EventQueue<ExecutionResult> = eventQueue(delivery, { resized: wait });
      const leave = shared.socket.subscribe(
        { query, variables },
        {
          next: (event) => events.push(event),
          complete: () => events.end(),
          refused: (errors) => events.fail(new UpstreamRefused(errors)),
          lost: (error) => events.fail(error),
        },
      );
      return {
        next: () => events.next(),
        return() {
          leave();
          return events.return();
        },
      };
    },
  };
}
