import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import {
  currentReadings,
  type LongWindow,
  neighbourReadings,
  storedWindows,
  writeLongWindows,
} from '@citywatt/measurement-store/repair';
import { insertDistrictRollups, SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import type { Outbox } from '../actor/outbox.ts';
import type { DistrictState } from '../state/district-state.ts';
import { clearMark } from '../state/marks.ts';
import { announceRepaired } from './announce-repaired.ts';
import { mergeReadings } from './merge-readings.ts';
import { recountWindows } from './recount.ts';

export interface RepairOptions {
  readonly measurements: MeasurementClient;
  readonly district: DistrictState;
  /** F: everything up to this sequence is in the store. */
  readonly flushed: number;
  readonly version: bigint;
  readonly longestGapMs: number;
  /** Cold hours that are still open are made at most this often. */
  readonly openHours: boolean;
  /** Hours whose raw readings have begun to expire are refused. */
  readonly oldestIngestKept: number;
  readonly partition: number;
  readonly outbox: Outbox;
}

/** Hours made in one go: one query of raw readings for all of them. */
const HOURS_AT_ONCE = 24;
/** A local day may have 25 hours. */
const LONGEST_INTERVAL_MS = 25 * HOUR_MS;
const SENSOR_ROWS = 65_536;

/** Makes what is marked and flushed; a mark goes only when its rows are acknowledged. */
export async function repairDistrict(options: RepairOptions): Promise<void> {
  const { district, flushed } = options;
  await resolveUnresolved(options);
  const due = [...district.marks.cold]
    .filter(
      ([hour, sequence]) =>
        sequence <= flushed && (options.openHours || hourEnd(district, hour) <= district.closedUntil),
    )
    .map(([hour]) => hour)
    .sort((a, b) => a - b);
  for (const hours of batches(due)) await repairHours(options, hours);
  await writeMarked(options, 'hour');
  await writeMarked(options, 'day');
}

const scopeOf = ({ tenant, city, district }: DistrictState) => ({ tenant, city, district });
const hourEnd = (district: DistrictState, hour: number) => district.calendar.windowEnd('hour', hour);

/** Neighbouring hours together, so that their readings are read once. */
function* batches(hours: readonly number[]): Generator<number[]> {
  let batch: number[] = [];
  for (const hour of hours) {
    if (batch.length > 0 && hour - batch[0]! >= HOURS_AT_ONCE * HOUR_MS) {
      yield batch;
      batch = [];
    }
    batch.push(hour);
  }
  if (batch.length > 0) yield batch;
}

/**
 * A register reading whose neighbours the actor no longer held: what it changes reaches from the reading before it to the
 * one behind it, so every hour between them that the actor has let go of is made anew.
 */
async function resolveUnresolved(options: RepairOptions): Promise<void> {
  const { district, measurements, flushed, version } = options;
  for (const [hour, sequence] of [...district.marks.unresolved]) {
    if (sequence > flushed) continue;
    const end = hourEnd(district, hour);
    const inHour = await currentReadings(measurements, scopeOf(district), hour, end, 0, version);
    const sensors = [...new Set(inHour.sensorNumber.filter((_, index) => inHour.registerKind[index] !== 1))];
    if (sensors.length > 0) {
      const around = await neighbours(options, sensors, hour, end);
      const from = Math.min(hour, ...around.intervalStart);
      const to = Math.max(end, ...around.intervalStart);
      for (let time = from; time < Math.min(to, district.hotFrom); ) {
        const start = district.calendar.windowStart('hour', time);
        if (!district.marks.cold.has(start)) district.marks.cold.set(start, sequence);
        time = hourEnd(district, start);
      }
    }
    clearMark(district.marks.unresolved, hour, flushed + 1);
  }
}

const neighbours = (options: RepairOptions, sensors: readonly number[], from: number, to: number) =>
  neighbourReadings(
    options.measurements,
    scopeOf(options.district),
    sensors,
    { earliest: from - options.longestGapMs, from, to, latest: to + options.longestGapMs },
    options.version,
  );

async function repairHours(options: RepairOptions, hours: readonly number[]): Promise<void> {
  const { district, measurements, version, flushed, longestGapMs } = options;
  const from = hours[0]!;
  const to = hourEnd(district, hours.at(-1)!);
  const stored = await storedWindows(measurements, scopeOf(district), from, to);
  const expired = new Set<number>();
  for (const { start, oldestIngestTime } of stored.quarters) {
    if (oldestIngestTime === 0 || oldestIngestTime >= options.oldestIngestKept) continue;
    expired.add(district.calendar.windowStart('hour', start));
  }
  for (const hour of expired) if (hours.includes(hour)) refuse(options, hour);
  const wantedHours = new Set(hours.filter((hour) => !expired.has(hour)));
  const wanted = (quarter: number) => wantedHours.has(district.calendar.windowStart('hour', quarter));
  if (wantedHours.size > 0) {
    const inside = await currentReadings(
      measurements,
      scopeOf(district),
      from,
      to,
      Math.max(LONGEST_INTERVAL_MS, ...district.specs.map((spec) => spec.intervalMs)),
      version,
    );
    const hasRegisters = district.specs.some((spec) => spec.kind !== 'interval');
    const around = hasRegisters ? [await neighbours(options, [], from, to)] : [];
    const { sensorRows, districtRows } = recountWindows({
      district,
      readings: mergeReadings([inside, ...around]),
      wanted,
      longestGapMs,
      version,
      stored: {
        sensorQuarters: stored.sensorQuarters,
        minutes: stored.minutes,
        quarters: stored.quarters,
      },
    });
    for (let at = 0; at < sensorRows.length; at += SENSOR_ROWS) {
      const rows = sensorRows.slice(at, at + SENSOR_ROWS);
      const block = new SensorRollupBlock(rows.length);
      for (const row of rows) block.add(row);
      await block.insert(measurements);
    }
    await insertDistrictRollups(measurements, districtRows);
    announceRepaired(options, districtRows, stored.quarters);
  }
  for (const hour of hours) {
    if (wantedHours.has(hour) && hourEnd(district, hour) <= district.closedUntil) {
      const sequence = Math.min(district.marks.cold.get(hour) ?? flushed, flushed);
      if (!district.marks.hours.has(hour)) district.marks.hours.set(hour, sequence);
      const day = district.calendar.windowStart('day', hour);
      const dayClosed = district.calendar.windowEnd('day', day) <= district.closedUntil;
      if (dayClosed && !district.marks.days.has(day)) district.marks.days.set(day, sequence);
    }
    clearMark(district.marks.cold, hour, flushed + 1);
  }
}

async function writeMarked(options: RepairOptions, resolution: 'hour' | 'day'): Promise<void> {
  const { district, measurements, flushed, version } = options;
  const marks = resolution === 'hour' ? district.marks.hours : district.marks.days;
  const windows: LongWindow[] = [...marks]
    .filter(([, sequence]) => sequence <= flushed)
    .map(([start]) => ({
      start,
      end: district.calendar.windowEnd(resolution, start),
      state: 'final' as const,
    }))
    .sort((a, b) => a.start - b.start);
  for (let at = 0; at < windows.length; at += LONG_WINDOWS_AT_ONCE) {
    const part = windows.slice(at, at + LONG_WINDOWS_AT_ONCE);
    await writeLongWindows(measurements, scopeOf(district), resolution, part, version);
    for (const { start } of part) clearMark(marks, start, flushed + 1);
  }
}

const LONG_WINDOWS_AT_ONCE = 744;

function refuse(options: RepairOptions, hour: number): void {
  const { district, partition, outbox, flushed } = options;
  const { tenant, city } = district;
  outbox.late(partition, {
    reason: 'beyond raw retention',
    tenant,
    city,
    district: district.district,
    sequence: flushed,
    detail: { hour: new Date(hour).toISOString() },
  });
}
