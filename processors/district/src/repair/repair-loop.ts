import type { Logger } from '@citywatt/service-runtime/logger';
import { versionOf } from '../actor/version.ts';
import type { Clock, RowStore } from '../ports.ts';
import type { Worker } from '../worker/worker.ts';
import { type ColdBatch, coldBatches, type FlushedPartition, READINGS_AT_ONCE } from './cold-batches.ts';
import { type FlushedDistrict, writeDueWindows } from './long-windows.ts';
import { repairHours } from './repair-hours.ts';

export interface RepairLoopOptions {
  readonly worker: Worker;
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

/**
 * Makes what the actors leave to it for as long as the worker runs, one thing at a time. Hours and days that are due go
 * first and are never held up: cold hours, which may be a history of years, are made in between, the newest first.
 */
export function startRepair(options: RepairLoopOptions): { stop(): Promise<void> } {
  const { worker, rows, clock, generation, logger } = options;
  const { signal } = worker;
  let openHoursAt = 0;
  let dueWrittenAt = 0;

  const pause = (ms: number) => clock.sleep(ms, signal);

  const writeDue = async () => {
    dueWrittenAt = clock.monotonic();
    await writeDueWindows({ rows, generation, signal, districts: districtsOf(worker) });
  };

  const repair = async (batches: readonly ColdBatch[]) => {
    for (const { hours, ...batch } of batches) {
      if (signal.aborted) return;
      await repairHours(
        {
          ...batch,
          clock,
          rows,
          version: versionOf(generation, batch.flushed),
          longestGapMs: options.rawRetentionMs,
          oldestIngestKept: clock.now() - options.rawRetentionMs,
          outbox: worker.outbox,
        },
        hours,
      );
    }
    // With the same F: hours that become cold again and again must not keep theirs waiting for ever.
    const districts = new Map(batches.map((batch) => [batch.district, batch]));
    await writeDueWindows({ rows, generation, signal, districts: districts.values() });
  };

  const round = async () => {
    await writeDue();
    const openHours = clock.monotonic() - openHoursAt >= OPEN_HOURS_EVERY_MS;
    if (openHours) openHoursAt = clock.monotonic();
    const plannedAt = clock.monotonic();
    for (const batches of groups(coldBatches(partitionsOf(worker), openHours))) {
      const startedAt = clock.monotonic();
      await repair(batches);
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

/** Not those of which the lease has ended: another has the same marks. */
function* partitionsOf({ owned }: Worker): Generator<FlushedPartition> {
  for (const { state, flushed, lease } of owned) if (lease.holds()) yield { state, flushed };
}

function* districtsOf(worker: Worker): Generator<FlushedDistrict> {
  for (const { state, flushed } of partitionsOf(worker)) {
    for (const district of state.districts.values()) yield { district, flushed };
  }
}

/** Batches that are made one after the other before the hours and days above them are written in one go. */
function* groups(batches: readonly ColdBatch[]): Generator<readonly ColdBatch[]> {
  let group: ColdBatch[] = [];
  let readings = 0;
  for (const batch of batches) {
    group.push(batch);
    readings += batch.readings;
    if (readings < READINGS_AT_ONCE) continue;
    yield group;
    group = [];
    readings = 0;
  }
  if (group.length > 0) yield group;
}
