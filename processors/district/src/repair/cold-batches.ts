import { HOUR_MS } from '@citywatt/measurement-store/windows';
import type { DistrictState } from '../state/district-state.ts';
import type { PartitionState } from '../state/partition-state.ts';

export interface FlushedPartition {
  readonly state: PartitionState;
  /** F: everything of the partition up to this sequence is in the store. */
  readonly flushed: number;
}

/** Neighbouring cold hours of a district: their readings are read once. */
export interface ColdBatch {
  readonly partition: number;
  readonly district: DistrictState;
  readonly flushed: number;
  /** Starts of hours, in order. */
  readonly hours: readonly number[];
  /** About as many readings it has. */
  readonly readings: number;
}

/** What one batch holds in memory. */
export const READINGS_AT_ONCE = 500_000;
const LONGEST_BATCH_MS = 31 * 24 * HOUR_MS;

/**
 * The cold hours that are flushed, of all districts, the newest first. Not one that became cold with the very last
 * message: the actor may have written windows of it with that version, before it became cold, and when they come once
 * more (a repeat, a replay) they must not count instead of the repaired ones.
 * @param openHours whether hours that are still open are among them.
 */
export function coldBatches(partitions: Iterable<FlushedPartition>, openHours: boolean): ColdBatch[] {
  const batches: ColdBatch[] = [];
  for (const { state, flushed } of partitions) {
    for (const district of state.districts.values()) {
      const hours = dueHours(district, flushed, openHours);
      if (hours.length === 0) continue;
      const perHour = readingsAnHour(district);
      const longest = Math.min(LONGEST_BATCH_MS, Math.ceil(READINGS_AT_ONCE / perHour) * HOUR_MS);
      for (const part of neighbours(hours, longest)) {
        const span = part.at(-1)! + HOUR_MS - part[0]!;
        const readings = (perHour * span) / HOUR_MS;
        batches.push({ partition: state.partition, district, flushed, hours: part, readings });
      }
    }
  }
  return batches.sort((a, b) => b.hours.at(-1)! - a.hours.at(-1)!);
}

function dueHours({ marks, calendar, closedUntil }: DistrictState, flushed: number, openHours: boolean) {
  const hours: number[] = [];
  for (const [hour, sequence] of marks.cold) {
    if (sequence < flushed && (openHours || calendar.windowEnd('hour', hour) <= closedUntil))
      hours.push(hour);
  }
  return hours.sort((a, b) => a - b);
}

function* neighbours(hours: readonly number[], longestMs: number): Generator<readonly number[]> {
  let batch: number[] = [];
  for (const hour of hours) {
    if (batch.length > 0 && hour - batch[0]! >= longestMs) {
      yield batch;
      batch = [];
    }
    batch.push(hour);
  }
  yield batch;
}

function readingsAnHour({ sensors, specs, sensorCount }: DistrictState): number {
  let readings = 0;
  for (let sensor = 0; sensor < sensorCount; sensor++) {
    const spec = specs[sensors.spec[sensor]! - 1];
    if (spec) readings += HOUR_MS / Math.max(spec.intervalMs, 1_000);
  }
  return Math.max(readings, 1);
}
