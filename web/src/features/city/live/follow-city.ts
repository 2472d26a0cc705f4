import { CityLoadDocument } from '../../../generated/graphql.ts';
import { documentHash } from '../../../graph/document-hash.ts';
import { type LiveSocket, openLiveSocket } from '../../../graph/live-socket.ts';
import { retryWaitMs } from '../../../graph/retry-wait.ts';
import type { CityLoadEvent } from './live-columns.ts';

export interface CityFollower {
  reconnect(): void;
  stop(): void;
}

export interface CityFollowerEvents {
  load(event: CityLoadEvent): void;
  connecting(): void;
  connected(): void;
  /** The position is no longer held: what lies between must be asked for anew. */
  expired(): void;
}

const CURSOR_TRIES = 2;

interface Fault {
  readonly extensions?: { readonly code?: unknown };
}

function isExpired(error: unknown): boolean {
  return Array.isArray(error) && error.some((fault: Fault) => fault.extensions?.code === 'RESUME_EXPIRED');
}

export function followCity(url: string, cityId: string, events: CityFollowerEvents): CityFollower {
  let sequence: string | undefined;
  let stopped = false;
  let attempt = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe: (() => void) | undefined;
  const socket: LiveSocket = openLiveSocket(url, { ...events, closed: () => {} });

  // A getter, as the client subscribes again with the same object after each reconnect.
  const variables = {
    cityId,
    get fromSequence() {
      return sequence;
    },
  };
  const hash = documentHash(CityLoadDocument).replace(/^sha256:/, '');
  const payload = {
    query: '',
    variables,
    extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
  };

  function subscribe(): void {
    if (stopped) return;
    unsubscribe = socket.client.subscribe<{ cityLoad: CityLoadEvent }>(payload, {
      next({ data }) {
        if (!data) return;
        attempt = 0;
        sequence = data.cityLoad.sequence;
        events.load(data.cityLoad);
      },
      error(error) {
        // A cursor that is refused again and again must not keep the wall dark.
        if (isExpired(error) || attempt >= CURSOR_TRIES) {
          sequence = undefined;
          events.expired();
        }
        subscribeLater();
      },
      complete: subscribeLater,
    });
  }

  // The client gives up on close codes that it takes for final and on an answer with errors; a wall must not.
  function subscribeLater(): void {
    if (stopped) return;
    clearTimeout(again);
    again = setTimeout(subscribe, retryWaitMs(attempt++));
  }

  subscribe();
  return {
    reconnect: () => socket.reconnect(),
    stop() {
      stopped = true;
      clearTimeout(again);
      unsubscribe?.();
      socket.dispose();
    },
  };
}
