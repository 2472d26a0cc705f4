import type { Logger } from '@citywatt/service-runtime/logger';
import { versionOf } from '../actor/version.ts';
import type { Clock, RowStore } from '../ports.ts';
import type { Worker } from '../worker/worker.ts';
import { repairDistrict } from './repair-district.ts';

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
/** While the worker is behind the stream, live work has nine tenths of the store's time. */
const BEHIND_PAUSES = 9;
const LONGEST_PAUSE_MS = 1_000;

/** Repairs district after district, for as long as the worker runs; one at a time, so that live work goes first. */
export function startRepair(options: RepairLoopOptions): { stop(): Promise<void> } {
  const { worker, logger, clock } = options;
  const { signal } = worker;
  let openHoursAt = 0;

  const pause = (ms: number) => clock.sleep(ms, signal);

  const round = async () => {
    const openHours = clock.monotonic() - openHoursAt >= OPEN_HOURS_EVERY_MS;
    if (openHours) openHoursAt = clock.monotonic();
    for (const partition of worker.owned) {
      const { state, lease } = partition;
      for (const district of state.districts.values()) {
        if (district.marks.size === 0) continue;
        if (signal.aborted) return;
        // Another's by now: it has the same marks.
        if (!lease.holds()) break;
        const { flushed } = partition;
        const startedAt = clock.monotonic();
        await repairDistrict({
          clock,
          rows: options.rows,
          district,
          flushed,
          version: versionOf(options.generation, flushed),
          longestGapMs: options.rawRetentionMs,
          openHours,
          oldestIngestKept: clock.now() - options.rawRetentionMs,
          partition: state.partition,
          outbox: worker.outbox,
        });
        if (!worker.atLiveEdge) {
          await pause(Math.min((clock.monotonic() - startedAt) * BEHIND_PAUSES, LONGEST_PAUSE_MS));
        }
      }
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
