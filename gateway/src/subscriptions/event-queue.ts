import type { DeliveryPolicy } from './stream-rules.ts';

/** More events came than were taken, and none of them may be left out. */
export class QueueOverflow extends Error {
  override readonly name = 'QueueOverflow';
  readonly code = 'QUEUE_OVERFLOW';
}

export interface EventQueue<Event> extends AsyncIterator<Event, undefined> {
  push(event: Event): void;
  /** Ends it after what is queued. */
  end(): void;
  /** Ends it after what is queued, with this failure. */
  fail(error: Error): void;
  return(): Promise<IteratorReturnResult<undefined>>;
  readonly size: number;
}

export interface EventQueueOptions {
  readonly most?: number;
  /** Hears by how many events the queue has grown or shrunk. */
  readonly resized?: (by: number) => void;
}

const MOST_EVENTS = 1_000;

/**
 * From callbacks to an iterator, bounded: `LATEST_WINS` keeps one event, `EVERY_EVENT` fails with QueueOverflow when
 * its bound is passed. One taker at a time. A socket's own buffer shows nothing of a queue that grows before it.
 */
export function eventQueue<Event>(
  policy: DeliveryPolicy,
  { most = MOST_EVENTS, resized = () => {} }: EventQueueOptions = {},
): EventQueue<Event> {
  const events: Event[] = [];
  let waiting: PromiseWithResolvers<IteratorResult<Event, undefined>> | undefined;
  let closed: { readonly error: Error | undefined } | undefined;
  const done = { done: true, value: undefined } as const;

  const clear = () => {
    if (events.length > 0) resized(-events.length);
    events.length = 0;
  };
  const settle = () => {
    if (waiting === undefined) return;
    const event = events.shift();
    if (event !== undefined) {
      resized(-1);
      waiting.resolve({ done: false, value: event });
    } else if (closed?.error !== undefined) waiting.reject(closed.error);
    else if (closed !== undefined) waiting.resolve(done);
    else return;
    waiting = undefined;
  };
  const close = (error: Error | undefined) => {
    closed ??= { error };
    settle();
  };

  return {
    get size() {
      return events.length;
    },
    push(event) {
      if (closed !== undefined) return;
      if (policy === 'LATEST_WINS') clear();
      if (events.length >= most) return close(new QueueOverflow(`More than ${most} events are waiting`));
      events.push(event);
      resized(1);
      settle();
    },
    end: () => close(undefined),
    fail: (error) => close(error),
    next() {
      waiting ??= Promise.withResolvers();
      const { promise } = waiting;
      settle();
      return promise;
    },
    return() {
      clear();
      close(undefined);
      return Promise.resolve(done);
    },
  };
}
