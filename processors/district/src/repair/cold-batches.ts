import { HOUR_MS } from '@citywatt/measurement-store/windows';
import type { DistrictState } from '../state/district-state.ts';
import type { PartitionState } from '../state/partition-state.ts';

export interface FlushedPartition {
  readonly state: PartitionState;
  /** F: everything of the partition up to this sequence is in the store. */
  readonly flushed: number;
  /** What an earlier owner had under way has ended: rows that do not differ need not be written again. */
  readonly settled: boolean;
}

/** Neighbouring cold hours of a district: their readings are read once. */
export interface ColdBatch extends Omit<FlushedPartition, 'state'> {
  readonly partition: number;
  readonly district: DistrictState;
  /** Starts of hours, in order. */
  readonly hours: readonly number[];
  /** About as many readings an hour has. */
  readonly anHour: number;
}

/** What is held in memory at once. */
const READINGS_AT_ONCE = 500_000;
/** A group may read so many times what its own hours have. */
const MOST_WASTE = 2;
const LONGEST_BATCH_MS = 31 * 24 * HOUR_MS;

/**
 * The cold hours that are flushed, of all districts, the newest first. Not one that became cold with the very last
 * message: the actor may have written windows of it with that version, before it became cold, and when they come once
 * more (a repeat, a replay) they must not count instead of the repaired ones.
 * @param openHours whether hours that are still open are among them.
 */
export function coldBatches(partitions: Iterable<FlushedPartition>, openHours: boolean): ColdBatch[] {
  const batches: ColdBatch[] = [];
  for (const { state, flushed, settled } of partitions) {
    for (const district of state.districts.values()) {
      const hours = dueHours(district, flushed, openHours);
      if (hours.length === 0) continue;
      const anHour = readingsAnHour(district);
      const longest = Math.min(LONGEST_BATCH_MS, Math.ceil(READINGS_AT_ONCE / anHour) * HOUR_MS);
      for (const part of neighbours(hours, longest)) {
        batches.push({ partition: state.partition, district, flushed, settled, hours: part, anHour });
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

/** Batches that are read and written together: of one city and F, and of about the same hours. */
export function* coldGroups(batches: readonly ColdBatch[]): Generator<readonly ColdBatch[]> {
  let group: ColdBatch[] = [];
  for (const batch of batches) {
    if (group.length > 0 && !fits(group, batch)) {
      yield group;
      group = [];
    }
    group.push(batch);
  }
  if (group.length > 0) yield group;
}

/** Whether it costs little more than it brings: all districts of a group are read over all of its hours. */
function fits(group: readonly ColdBatch[], more: ColdBatch): boolean {
  const first = group[0]!;
  if (first.district.tenant !== more.district.tenant || first.district.city !== more.district.city)
    return false;
  if (first.flushed !== more.flushed || first.settled !== more.settled) return false;
  if (group.some(({ district }) => district === more.district)) return false;
  const all = [...group, more];
  const readings = all.reduce((sum, batch) => sum + batch.anHour * hoursBetween([batch]), 0);
  const read = all.reduce((sum, batch) => sum + batch.anHour, 0) * hoursBetween(all);
  return readings <= READINGS_AT_ONCE && read <= MOST_WASTE * readings;
}

function hoursBetween(batches: readonly ColdBatch[]): number {
  const { from, to } = rangeOf(batches);
  return (to - from) / HOUR_MS;
}

/** From the first hour to the end of the last. */
export function rangeOf(batches: readonly ColdBatch[]): { readonly from: number; readonly to: number } {
  const ends = batches.map(({ district, hours }) => district.calendar.windowEnd('hour', hours.at(-1)!));
  return { from: Math.min(...batches.map(({ hours }) => hours[0]!)), to: Math.max(...ends) };
}
