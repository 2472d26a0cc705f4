import { partitionSubjects, TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import { encodePartition, STATE_VERSION } from '../checkpoint/partition-codec.ts';
import type { Clock, ReadingStream } from '../ports.ts';
import type { OwnedPartition } from './restore.ts';
import { WorkerStopped } from './retry.ts';

export interface SaveOptions {
  readonly owned: readonly OwnedPartition[];
  /** Everything up to here is applied. */
  readonly position: () => number;
  readonly flushed: () => number;
  /** Begins a flush of everything that is applied and not flushed. */
  readonly cut: () => void;
  readonly generation: number;
  readonly clock: Clock;
  readonly readings: ReadingStream;
  readonly signal: AbortSignal;
}

const EVERY_MS = 10_000;
/** A stream that fills up is emptied sooner: only what two checkpoints have passed can go. */
const FILLING_SHARE = 0.4;
const FILLING_EVERY_MS = 1_000;
const FIRST_AFTER_MS = 2_000;
const FLUSH_POLL_MS = 20;
const AT_ONCE = 4;

/**
 * A round of checkpoints when one is due: the state is copied as it is, written once everything in it is flushed, and
 * then what the checkpoints before have passed is purged. Never the other way round: a checkpoint that is newer than its
 * rows would lose them, a purge ahead of a checkpoint its messages.
 */
export function checkpointRounds(options: SaveOptions): () => Promise<boolean> {
  const { clock } = options;
  let dueAt = clock.monotonic() + FIRST_AFTER_MS;
  return async () => {
    const { filled } = await options.readings.state();
    const filling = filled > FILLING_SHARE;
    if (clock.monotonic() < (filling ? dueAt - EVERY_MS + FILLING_EVERY_MS : dueAt)) return false;
    dueAt = clock.monotonic() + EVERY_MS;
    await saveRound(options);
    return true;
  };
}

async function saveRound(options: SaveOptions): Promise<void> {
  const { owned, clock, readings } = options;
  // Position, cut and copies belong together: nothing is awaited between them.
  const position = options.position();
  const partitions = owned.filter(
    (partition) => !partition.state.empty && partition.checkpointed[1] < position,
  );
  if (partitions.length === 0) return;
  options.cut();
  const copies = partitions.map((partition) => ({ partition, parts: encodePartition(partition.state) }));
  while (options.flushed() < position) {
    if (options.signal.aborted) throw new WorkerStopped('the worker stops');
    await clock.sleep(FLUSH_POLL_MS, options.signal);
  }
  for (let from = 0; from < copies.length; from += AT_ONCE) {
    await Promise.all(
      copies.slice(from, from + AT_ONCE).map(async ({ partition, parts }) => {
        await partition.hold.write({
          stateVersion: STATE_VERSION,
          generation: options.generation,
          sequence: position,
          parts,
        });
        partition.checkpointed = [partition.checkpointed[1], position];
        await purge(readings, partitionSubjects(partition.state.partition), partition.checkpointed[0]);
      }),
    );
  }
  const kept = owned.filter((partition) => !partition.state.empty);
  await purge(readings, TICK_SUBJECT, Math.min(...kept.map((partition) => partition.checkpointed[0])));
}

async function purge(readings: ReadingStream, filter: string, through: number): Promise<void> {
  if (through > 0) await readings.purge(filter, through);
}
