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

const MOST_EVENTS = 1_000;

/**
 * From callbacks to an iterator, bounded: `LATEST_WINS` keeps one event, `EVERY_EVENT` fails with QueueOverflow when
 * its bound is passed. One taker at a time. A socket's own buffer shows nothing of a queue that grows before it.
 */
export function eventQueue<Event>(policy: DeliveryPolicy, most = MOST_EVENTS): EventQueue<Event> {
  const events: Event[] = [];
  let waiting: PromiseWithResolvers<IteratorResult<Event, undefined>> | undefined;
  let closed: { readonly error: Error | undefined } | undefined;
  const done = { done: true, value: undefined } as const;

  const settle = () => {
    if (waiting === undefined) return;
    const event = events.shift();
    if (event !== undefined) waiting.resolve({ done: false, value: event });
    else if (closed?.error !== undefined) waiting.reject(closed.error);
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
      if (policy === 'LATEST_WINS') events.length = 0;
      if (events.length >= most) return close(new QueueOverflow(`More than ${most} events are waiting`));
      events.push(event);
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
      events.length = 0;
      close(undefined);
      return Promise.resolve(done);
    },
  };
}
