/** Whoever subscribed does not read: what waits for it has reached its bound. */
export class SubscriberTooSlow extends Error {
  readonly code = 'SUBSCRIBER_TOO_SLOW';
}

export interface EventQueueOptions {
  /** Called once, however it ends. */
  readonly onEnd: () => void;
  /** Only the newest waits; otherwise all wait, up to the bound. */
  readonly latestOnly?: boolean;
}

/** More than ten minutes at four a second: a whole replay fits. */
const MOST_WAITING = 5_000;

interface Reader<Event> {
  resolve(result: IteratorResult<Event, undefined>): void;
  reject(error: unknown): void;
}

const DONE = { value: undefined, done: true } as const;

/**
 * Events for one subscriber. Written by hand: an async generator that is parked on its source takes no notice of
 * `return()` until the next event, and holds what it holds for as long.
 */
export class EventQueue<Event> implements AsyncIterableIterator<Event, undefined> {
  readonly #options: EventQueueOptions;
  #waiting: Event[] = [];
  #readers: Reader<Event>[] = [];
  #error: unknown;
  #ended = false;

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  push(event: Event): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) {
      reader.resolve({ value: event, done: false });
      return;
    }
    if (this.#options.latestOnly) this.#waiting = [event];
    else if (this.#waiting.push(event) > MOST_WAITING)
      this.fail(new SubscriberTooSlow(`${MOST_WAITING} events wait`));
  }

  /** What waits is dropped; the reader gets the error. */
  fail(error: unknown): void {
    if (this.#ended) return;
    const [reader, ...others] = this.#readers;
    if (!reader) this.#error = error;
    this.#end();
    reader?.reject(error);
    for (const other of others) other.resolve(DONE);
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    const event = this.#waiting.shift();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(DONE);
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Event, undefined>>();
    this.#readers.push({ resolve, reject });
    return promise;
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    const readers = this.#readers;
    this.#end();
    for (const reader of readers) reader.resolve(DONE);
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<IteratorResult<Event, undefined>> {
    void this.return();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #end(): void {
    this.#waiting = [];
    this.#readers = [];
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd();
  }
}
