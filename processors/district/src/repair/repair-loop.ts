import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import type { Logger } from '@citywatt/service-runtime/logger';
import { gauge } from '@citywatt/service-runtime/metrics';
import { versionOf } from '../actor/version.ts';
import type { Worker } from '../worker/worker.ts';
import { repairDistrict } from './repair-district.ts';

export interface RepairLoopOptions {
  readonly worker: Worker;
  readonly measurements: MeasurementClient;
  readonly generation: number;
  /** Raw readings younger than this are certain to be there. */
  readonly rawRetentionMs: number;
  readonly logger: Logger;
}

const EVERY_MS = 1_000;
const OPEN_HOURS_EVERY_MS = 60_000;

/** Repairs district after district, for as long as the worker runs; one at a time, so that live work goes first. */
export function startRepair(options: RepairLoopOptions): { stop(): Promise<void> } {
  const { worker, logger } = options;
  const lag = gauge('citywatt_repair_marks', 'Hours and days that wait for the repair path');
  const { signal } = worker;
  let openHoursAt = 0;

  const round = async () => {
    const openHours = performance.now() - openHoursAt >= OPEN_HOURS_EVERY_MS;
    if (openHours) openHoursAt = performance.now();
    let waiting = 0;
    for (const { state } of worker.owned) {
      for (const district of state.districts.values()) {
        if (district.marks.size === 0) continue;
        if (signal.aborted) return;
        const { flushed } = worker;
        await repairDistrict({
          measurements: options.measurements,
          district,
          flushed,
          version: versionOf(options.generation, flushed),
          longestGapMs: options.rawRetentionMs,
          openHours,
          oldestIngestKept: Date.now() - options.rawRetentionMs,
          partition: state.partition,
          outbox: worker.outbox,
        });
        waiting += district.marks.size;
      }
    }
    lag.set(waiting);
  };

  const loop = async () => {
    while (!signal.aborted) {
      try {
        await round();
      } catch (error) {
        if (!signal.aborted) logger.warn({ err: error }, 'a repair failed and is repeated');
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, EVERY_MS);
        signal.addEventListener(
          'abort',
          () => {
            clearTimeout(timer);
            resolve();
          },
          { once: true },
        );
      });
    }
  };
  const ended = loop();
  return {
    stop: () => ended,
  };
}
