import type { Logger } from '@citywatt/service-runtime/logger';
import { versionOf } from '../actor/version.ts';
import type { Clock, RowStore } from '../ports.ts';
import type { PartitionState } from '../state/partition-state.ts';
import type { OwnedPartition } from '../worker/owned-partition.ts';
import type { Worker } from '../worker/worker.ts';
import { type ColdBatch, coldBatches, coldGroups, type FlushedPartition } from './cold-batches.ts';
import { type FlushedDistrict, writeDueWindows } from './long-windows.ts';
import { repairHours } from './repair-hours.ts';

type OwnedState = Pick<OwnedPartition, 'state' | 'flushed'> & {
  readonly lease: Pick<OwnedPartition['lease'], 'holds'>;
};

export interface RepairLoopOptions {
  readonly worker: Pick<Worker, 'outbox' | 'signal' | 'atLiveEdge'> & {
    readonly owned: Iterable<OwnedState>;
  };
  readonly clock: Clock;
  readonly rows: RowStore;
  readonly generation: number;
  /** Raw readings younger than this are certain to be there. */
  readonly rawRetentionMs: number;
  readonly logger: Logger;
}

const EVERY_MS = 1_000;
const OPEN_HOURS_EVERY_MS = 60_000;
/** What has become cold meanwhile may be newer than what is still to be made. */
const PLAN_MS = 10_000;
/** While the worker is behind the stream, live work has nine tenths of the store's time. */
const BEHIND_PAUSES = 9;
const LONGEST_PAUSE_MS = 1_000;
/** Longer than the store lets a statement of an earlier owner run, which could still write rows of a higher version. */
const SETTLED_MS = 130_000;

/**
 * Makes what the actors leave to it for as long as the worker runs, one thing at a time. Hours and days that are due go
 * first and are never held up: cold hours, which may be a history of years, are made in between, the newest first.
 */
export function startRepair(options: RepairLoopOptions): { stop(): Promise<void> } {
  const { worker, rows, clock, generation, logger } = options;
  const { signal } = worker;
  let openHoursAt = 0;
  let dueWrittenAt = 0;

  const takenAt = new WeakMap<PartitionState, number>();
  /** Not those of which the lease has ended: another has the same marks. */
  function* partitions(): Generator<FlushedPartition> {
    for (const { state, flushed, lease } of worker.owned) {
      if (!lease.holds()) continue;
      const taken = takenAt.get(state) ?? clock.monotonic();
      takenAt.set(state, taken);
      yield { state, flushed, settled: clock.monotonic() - taken > SETTLED_MS };
    }
  }

  const pause = (ms: number) => clock.sleep(ms, signal);

  const writeDue = async () => {
    dueWrittenAt = clock.monotonic();
    await writeDueWindows({ rows, generation, signal, districts: districtsOf(partitions()) });
  };

  const repair = async (group: readonly ColdBatch[]) => {
    await repairHours(
      {
        clock,
        rows,
        version: versionOf(generation, group[0]!.flushed),
        longestGapMs: options.rawRetentionMs,
        oldestIngestKept: clock.now() - options.rawRetentionMs,
        outbox: worker.outbox,
      },
      group,
    );
    // With the same F: hours that become cold again and again must not keep theirs waiting for ever.
    await writeDueWindows({ rows, generation, signal, districts: group });
  };

  const round = async () => {
    await writeDue();
    const openHours = clock.monotonic() - openHoursAt >= OPEN_HOURS_EVERY_MS;
    if (openHours) openHoursAt = clock.monotonic();
    const plannedAt = clock.monotonic();
    for (const group of coldGroups(coldBatches(partitions(), openHours))) {
      const startedAt = clock.monotonic();
      await repair(group);
      if (signal.aborted) return;
      if (!worker.atLiveEdge) {
        await pause(Math.min((clock.monotonic() - startedAt) * BEHIND_PAUSES, LONGEST_PAUSE_MS));
      }
      if (clock.monotonic() - dueWrittenAt >= EVERY_MS) await writeDue();
      if (clock.monotonic() - plannedAt >= PLAN_MS) break;
    }
  };

  const loop = async () => {
    while (!signal.aborted) {
      try {
        await round();
      } catch (error) {
        if (!signal.aborted) logger.warn({ err: error }, 'a repair failed and is repeated');
      }
      await pause(EVERY_MS);
    }
  };
  const ended = loop();
  return {
    stop: () => ended,
  };
}

function* districtsOf(partitions: Iterable<FlushedPartition>): Generator<FlushedDistrict> {
  for (const { state, flushed, settled } of partitions) {
    for (const district of state.districts.values()) yield { district, flushed, settled };
  }
}
