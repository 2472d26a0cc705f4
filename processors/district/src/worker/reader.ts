import type { Logger } from '@citywatt/service-runtime/logger';
import type { Clock, ReadingStream, StreamMessage } from '../ports.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { WorkerStopped } from './retry.ts';

export interface ReaderOptions {
  readonly clock: Clock;
  readonly readings: ReadingStream;
  readonly signal: AbortSignal;
  /** All that should be read. */
  readonly owned: () => readonly OwnedPartition[];
  /** Applies a message to those of the partitions that are read that have not had it. */
  readonly apply: (message: StreamMessage, partitions: ReadonlyMap<number, OwnedPartition>) => void;
  /** Nothing, or resolves when so little is under way to the stores that reading may go on. */
  readonly room: () => Promise<void> | undefined;
  readonly logger: Logger;
}

/** Timers and sockets get their turn after so long: messages that are there already come without a pause. */
const TURN_MS = 20;
const RECONNECT_MS = 500;
/** Partitions come in groups: the stream is opened anew once for all of them. */
const GATHER_MS = 50;
const IDLE_MS = 50;

/**
 * Reads the messages of a changing set of partitions by one ordered consumer. It is opened anew, from where the
 * partition is that is furthest behind, whenever the set changes; whoever is ahead skips what it has had.
 */
export class Reader {
  /** Messages of the stream that wait. */
  pending = 0;
  readonly #options: ReaderOptions;
  #partitions = new Map<number, OwnedPartition>();
  /** Everything up to here is applied to all partitions that are read. */
  #position = 0;
  #opening = 0;
  #changed = false;
  #outdated = false;
  #messages: { stop(): void } | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#messages?.stop());
  }

  /** The set of partitions is another now. */
  changed(): void {
    if (this.#changed) return;
    this.#changed = true;
    const { clock, signal } = this.#options;
    const opening = this.#opening;
    void clock.sleep(GATHER_MS, signal).then(() => {
      if (this.#opening !== opening) return;
      this.#outdated = true;
      this.#messages?.stop();
    });
  }

  /** Not one more message goes to it. */
  forget(partition: OwnedPartition): void {
    if (this.#partitions.get(partition.number) !== partition) return;
    this.#partitions.delete(partition.number);
    this.changed();
  }

  /**
   * Moves each partition's position to where the reader is, as all of its messages up to there are applied, also where
   * the last was another's. Whose lease has ended has perhaps missed some: it is forgotten.
   */
  settle(): void {
    for (const partition of this.#partitions.values()) {
      if (!partition.lease.holds()) this.forget(partition);
      else partition.state.position = Math.max(partition.state.position, this.#position);
    }
  }

  async run(): Promise<void> {
    const { clock, signal, owned, logger } = this.#options;
    while (!signal.aborted) {
      const partitions = owned().filter(({ lease }) => lease.holds());
      if (partitions.length === 0) {
        await clock.sleep(IDLE_MS, signal);
        continue;
      }
      try {
        await this.#read(partitions);
        if (this.#outdated) continue;
      } catch (error) {
        if (error instanceof WorkerStopped) return;
        logger.warn({ err: error }, 'the stream is read anew from where the worker is');
      }
      await clock.sleep(RECONNECT_MS, signal);
    }
  }

  async #read(partitions: readonly OwnedPartition[]): Promise<void> {
    const { clock, readings, signal, apply, room } = this.#options;
    this.#opening++;
    this.#changed = false;
    this.#outdated = false;
    this.#messages = undefined;
    this.#partitions = new Map(partitions.map((partition) => [partition.number, partition]));
    this.#position = Math.min(...partitions.map(({ state }) => state.position));
    const messages = await readings.open(this.#position + 1, [...this.#partitions.keys()]);
    this.#messages = messages;
    if (signal.aborted || this.#outdated) messages.stop();
    let turn = clock.monotonic();
    for await (const message of messages) {
      if (signal.aborted || this.#outdated) return;
      // A consumer that began anew may repeat.
      if (message.sequence > this.#position) {
        apply(message, this.#partitions);
        this.#position = message.sequence;
      }
      this.pending = message.pending;
      const crowded = room();
      if (crowded) await crowded;
      if (clock.monotonic() - turn > TURN_MS) {
        await clock.nextTurn();
        turn = clock.monotonic();
      }
    }
  }
}
