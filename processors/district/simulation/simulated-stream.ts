import { parseReadingSubject, partitionSubjects, TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import type { MessageSink, OrderedMessages, ReadingStream, StreamMessage } from '../src/ports.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { subjectMatcher } from './subject-matcher.ts';
import type { World } from './world.ts';

export interface LoggedMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly data: Uint8Array;
  /** Virtual time at which it was taken. */
  readonly at: number;
}

export interface StreamWatch {
  taken(message: LoggedMessage): void;
  /** A processor's own message, as it is taken. */
  published(subject: string, data: Uint8Array): void;
  /** Before anything goes. */
  purged(filter: string, through: number): void;
}

export class StreamFull extends Error {
  readonly code = 'STREAM_FULL';
}

/** Messages handed over at once to a reader. */
const HANDED_OVER = 200;

export interface StreamSize {
  readonly maxBytes: number;
  /** Bytes of others' messages, which stay. */
  readonly othersBytes: number;
}

/** One stream: numbered messages by subject, readers that get them in order, purge by subject, message ids. */
export class SimulatedStream {
  /** Everything that was ever taken, by sequence - 1, also what was purged. */
  readonly log: LoggedMessage[] = [];
  readonly #world: World;
  readonly #server: SimulatedServer;
  readonly maxBytes: number;
  readonly #watch: StreamWatch;
  readonly #kept: boolean[] = [];
  readonly #messageIds = new Set<string>();
  readonly #readers = new Set<Reader>();
  #bytes: number;
  #first = 1;

  constructor(world: World, server: SimulatedServer, size: StreamSize, watch: StreamWatch) {
    this.#world = world;
    this.#server = server;
    this.maxBytes = size.maxBytes;
    this.#bytes = size.othersBytes;
    this.#watch = watch;
  }

  get lastSequence(): number {
    return this.log.length;
  }

  get filled(): number {
    return this.#bytes / this.maxBytes;
  }

  /** As a message comes in. @throws {StreamFull} */
  take(subject: string, data: Uint8Array, messageId?: string): number {
    if (messageId !== undefined && this.#messageIds.has(messageId)) return this.log.length;
    if (this.#bytes + data.length > this.maxBytes) {
      this.#world.violate(`${subject} was refused: the stream is full to its last byte`);
      throw new StreamFull('maximum bytes exceeded');
    }
    if (messageId !== undefined) this.#messageIds.add(messageId);
    const message = { sequence: this.log.length + 1, subject, data, at: this.#world.time.now };
    this.log.push(message);
    this.#watch.taken(message);
    this.#kept.push(true);
    this.#bytes += data.length;
    for (const reader of this.#readers) this.#wake(reader);
    return this.log.length;
  }

  /** All readers lose their connection. */
  disconnect(): void {
    for (const reader of this.#readers) {
      this.#world.time.after(1, reader.process, () => reader.end());
    }
    this.#readers.clear();
  }

  readingStream(process: SimulatedProcess): ReadingStream {
    const request = <Result>(what: string, effect: () => Result) =>
      this.#server.request(process, what, effect);
    return {
      open: (from, partitions) =>
        request(`open ${partitions.join()} from ${from}`, () => this.#open(process, from, partitions)),
      state: () => request('state of readings', () => ({ firstSequence: this.#first, filled: this.filled })),
      subjects: (filter) => request(`subjects ${filter}`, () => this.#subjects(filter)),
      purge: (filter, through) =>
        request(`purge ${filter} through ${through}`, () => {
          this.#watch.purged(filter, through);
          this.#purge(filter, through);
        }),
    };
  }

  sink(process: SimulatedProcess): MessageSink {
    return {
      publish: (subject, data) => {
        const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
        return this.#server.request(process, `publish ${subject}`, () => {
          this.#watch.published(subject, bytes);
          // Into another stream.
          if (parseReadingSubject(subject)) this.take(subject, bytes);
        });
      },
    };
  }

  #open(process: SimulatedProcess, from: number, partitions: readonly number[]): OrderedMessages {
    const reader = new Reader(process, Math.max(from, 1), partitions);
    this.#readers.add(reader);
    this.#wake(reader);
    return {
      stop: () => {
        this.#readers.delete(reader);
        reader.end();
      },
      [Symbol.asyncIterator]: () => ({
        next: () => reader.next(),
        return: () => {
          this.#readers.delete(reader);
          reader.end();
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  }

  #wake(reader: Reader): void {
    if (reader.deliveryDue) return;
    reader.deliveryDue = true;
    const travel = 0.5 + this.#world.random.next() * 20;
    this.#world.time.after(travel, reader.process, () => this.#deliver(reader));
  }

  #deliver(reader: Reader): void {
    reader.deliveryDue = false;
    if (!this.#readers.has(reader)) return;
    if (this.#world.faults.happens('stream connection lost')) {
      this.#world.say(`${reader.process.name} loses its reader at ${reader.from}`);
      this.#readers.delete(reader);
      reader.end();
      return;
    }
    if (this.#world.faults.happens('repeated delivery')) {
      reader.from = Math.max(1, reader.from - this.#world.random.integer(1, 20));
    }
    const batch: StreamMessage[] = [];
    while (reader.from <= this.log.length && batch.length < HANDED_OVER) {
      const at = reader.from++ - 1;
      if (!this.#kept[at] || !reader.wants(this.log[at]!.subject)) continue;
      batch.push({ ...this.log[at]!, pending: this.log.length - at - 1 });
    }
    this.#world.say(`${reader.process.name} is handed ${batch.length} up to ${reader.from - 1}`);
    reader.hand(batch);
    if (reader.from <= this.log.length) this.#wake(reader);
  }

  #subjects(filter: string): readonly string[] {
    const matches = subjectMatcher(filter);
    const found = new Set<string>();
    for (let at = this.#first - 1; at < this.log.length; at++) {
      const { subject } = this.log[at]!;
      if (this.#kept[at] && matches(subject)) found.add(subject);
    }
    return [...found];
  }

  #purge(filter: string, through: number): void {
    const matches = subjectMatcher(filter);
    for (let at = this.#first - 1; at < Math.min(through, this.log.length); at++) {
      if (!this.#kept[at] || !matches(this.log[at]!.subject)) continue;
      this.#kept[at] = false;
      this.#bytes -= this.log[at]!.data.length;
    }
    while (this.#first <= this.log.length && !this.#kept[this.#first - 1]) this.#first++;
  }
}

/** A process's place in the stream and what it was handed and has not taken yet. */
class Reader {
  readonly process: SimulatedProcess;
  from: number;
  deliveryDue = false;
  readonly #wanted: readonly ((subject: string) => boolean)[];
  #handed: StreamMessage[] = [];
  #at = 0;
  #ended = false;
  #waiting: ((result: IteratorResult<StreamMessage>) => void) | undefined;

  constructor(process: SimulatedProcess, from: number, partitions: readonly number[]) {
    this.process = process;
    this.from = from;
    this.#wanted = [...partitions.map(partitionSubjects), TICK_SUBJECT].map(subjectMatcher);
  }

  wants(subject: string): boolean {
    return this.#wanted.some((matches) => matches(subject));
  }

  hand(messages: readonly StreamMessage[]): void {
    if (this.#ended) return;
    if (this.#at === this.#handed.length) {
      this.#handed = [];
      this.#at = 0;
    }
    this.#handed.push(...messages);
    this.#serve();
  }

  end(): void {
    this.#ended = true;
    this.#serve();
  }

  next(): Promise<IteratorResult<StreamMessage>> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#serve();
    });
  }

  #serve(): void {
    const waiting = this.#waiting;
    if (!waiting || !this.process.alive) return;
    if (this.#at < this.#handed.length) {
      this.#waiting = undefined;
      waiting({ done: false, value: this.#handed[this.#at++]! });
    } else if (this.#ended) {
      this.#waiting = undefined;
      waiting({ done: true, value: undefined });
    }
  }
}
