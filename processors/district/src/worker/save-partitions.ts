import { partitionSubjects, TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import type { Logger } from '@citywatt/service-runtime/logger';
import { type CheckpointStore, FencedError } from '../checkpoint/checkpoint-store.ts';
import { encodePartition, STATE_VERSION } from '../checkpoint/partition-codec.ts';
import type { Clock, ReadingStream } from '../ports.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { WorkerStopped } from './retry.ts';

export interface SaveOptions {
  readonly clock: Clock;
  readonly readings: ReadingStream;
  readonly checkpoints: CheckpointStore;
  readonly generation: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Begins a flush of everything that is applied and not flushed. */
  readonly cut: () => void;
  /** A newer owner was found. */
  readonly fenced: (partition: OwnedPartition) => void;
}

/** A partition's next checkpoint comes after this, at the next of its own moments: between 10 and 30 s. */
const AFTER_MS = 10_000;
const PERIOD_MS = 20_000;
/** Moments of different partitions, as far apart as flushes of raw readings: those are cut short by a checkpoint. */
const MOMENTS = 4;
const FIRST_AFTER_MS = 2_000;
/** A stream that fills up is emptied sooner: only what two checkpoints have passed can go. */
const FILLING_SHARE = 0.4;
const FILLING_EVERY_MS = 1_000;
const FLUSH_POLL_MS = 20;
const AT_ONCE = 4;

interface Copy {
  readonly partition: OwnedPartition;
  readonly sequence: number;
  readonly parts: readonly Uint8Array[];
}

/**
 * Checkpoints: a state is copied as it is, written once everything in it is flushed, and then what the checkpoint before
 * has passed is purged. Never the other way round: a checkpoint that is newer than its rows would lose them, a purge
 * ahead of a checkpoint its messages.
 */
export class Checkpoints {
  readonly #options: SaveOptions;
  readonly #dueAt = new WeakMap<OwnedPartition, number>();
  /** Sequence of the newest copy that was to be written. */
  readonly #newest = new WeakMap<OwnedPartition, number>();
  #leaving: { readonly partitions: OwnedPartition[]; readonly saved: Promise<void> } | undefined;

  constructor(options: SaveOptions) {
    this.#options = options;
  }

  /** Saves what is due. */
  async round(owned: readonly OwnedPartition[]): Promise<void> {
    const { clock, readings } = this.#options;
    const { filled } = await readings.state();
    const now = clock.monotonic();
    const due = owned.filter(
      (partition) =>
        now >= (filled > FILLING_SHARE ? partition.savedAt + FILLING_EVERY_MS : this.#due(partition)),
    );
    if (due.length === 0) return;
    await this.#save(due);
    await this.#compare(owned);
  }

  /** Saves it for the last time, where the next owner goes on. All that leave in one turn share one flush. */
  async last(partition: OwnedPartition): Promise<void> {
    if (!this.#leaving) {
      const partitions: OwnedPartition[] = [];
      const saved = this.#options.clock.nextTurn().then(() => {
        this.#leaving = undefined;
        return this.#save(partitions);
      });
      this.#leaving = { partitions, saved };
    }
    const { partitions, saved } = this.#leaving;
    partitions.push(partition);
    await saved;
    await partition.saving;
  }

  #due(partition: OwnedPartition): number {
    return this.#dueAt.get(partition) ?? partition.savedAt + FIRST_AFTER_MS;
  }

  async #save(partitions: readonly OwnedPartition[]): Promise<void> {
    const { clock, cut, signal } = this.#options;
    // Cut and copies belong together: nothing is awaited between them.
    cut();
    const copies = partitions.map((partition) => ({
      partition,
      sequence: partition.state.position,
      parts: encodePartition(partition.state),
    }));
    // Of whose lease has ended nothing may be flushed any more, and nothing is written.
    while (
      copies.some(({ partition, sequence }) => partition.lease.holds() && partition.flushed < sequence)
    ) {
      if (signal.aborted) throw new WorkerStopped('the worker stops');
      await clock.sleep(FLUSH_POLL_MS, signal);
    }
    for (let from = 0; from < copies.length; from += AT_ONCE) {
      await Promise.all(copies.slice(from, from + AT_ONCE).map((copy) => this.#write(copy)));
    }
  }

  /** Never rejects: one partition's trouble is not another's. `saving` tells how it ended. */
  async #write(copy: Copy): Promise<void> {
    const { fenced, logger } = this.#options;
    const { partition } = copy;
    const before = partition.saving.catch(() => {});
    partition.saving = before.then(() => this.#writeNow(copy));
    try {
      await partition.saving;
    } catch (error) {
      if (error instanceof FencedError) fenced(partition);
      else logger.warn({ err: error, partition: partition.number }, 'a checkpoint was not written');
    }
  }

  async #writeNow({ partition, sequence, parts }: Copy): Promise<void> {
    const { clock, readings, generation } = this.#options;
    // Two saves may wait for their flushes at once, and the later copy be written first, or perhaps be written: a
    // checkpoint never goes back.
    if (!partition.lease.holds() || sequence < (this.#newest.get(partition) ?? 0)) return;
    this.#newest.set(partition, sequence);
    await partition.hold.write({ stateVersion: STATE_VERSION, generation, sequence, parts });
    partition.checkpointed = [partition.checkpointed[1], sequence];
    const now = clock.monotonic();
    partition.savedAt = now;
    this.#dueAt.set(partition, momentAfter(now + AFTER_MS, partition.number));
    await purge(readings, partitionSubjects(partition.number), partition.checkpointed[0]);
  }

  /** Ticks are everyone's: only what every partition has passed can go. What is owned by another by now is told. */
  async #compare(owned: readonly OwnedPartition[]): Promise<void> {
    const { checkpoints, readings, generation, fenced } = this.#options;
    const pointers = await checkpoints.pointers();
    const passed = pointers.map((pointer) =>
      pointer?.stateVersion === STATE_VERSION && pointer.generation === generation ? pointer.sequence : 0,
    );
    await purge(readings, TICK_SUBJECT, Math.min(...passed));
    for (const partition of owned) {
      if ((pointers[partition.number]?.epoch ?? 0) > partition.hold.epoch) fenced(partition);
    }
  }
}

function momentAfter(time: number, partition: number): number {
  const phase = ((partition % MOMENTS) * PERIOD_MS) / MOMENTS;
  return Math.ceil((time - phase) / PERIOD_MS) * PERIOD_MS + phase;
}

async function purge(readings: ReadingStream, filter: string, through: number): Promise<void> {
  if (through > 0) await readings.purge(filter, through);
}
