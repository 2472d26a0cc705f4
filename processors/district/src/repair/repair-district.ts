import type { CurrentReadings, LongWindow } from '@citywatt/measurement-store/repair';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import { kindIndex } from '@citywatt/reading-stream/frame-layout';
import type { Outbox } from '../actor/outbox.ts';
import type { Clock, RowStore } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import { clearMark } from '../state/marks.ts';
import { announceRepaired } from './announce-repaired.ts';
import { mergeReadings } from './merge-readings.ts';
import { type Recounted, type RecountRequest, recountInSteps } from './recount.ts';

export interface RepairOptions {
  readonly clock: Clock;
  readonly rows: RowStore;
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
const BATCHES_A_TURN = 8;
const TURN_MS = 8;
const SENSOR_ROWS = 65_536;
const INTERVAL_KIND = kindIndex('interval');

/** Makes what is marked and flushed, the newest first; a mark goes only when its rows are acknowledged. */
export async function repairDistrict(options: RepairOptions): Promise<void> {
  const { district, flushed } = options;
  for (const hours of batches(dueOf(district.marks.unresolved, flushed))) await resolveHours(options, hours);
  const due = dueOf(district.marks.cold, flushed).filter(
    (hour) => options.openHours || hourEnd(district, hour) <= district.closedUntil,
  );
  // Not all of a long history at once: other districts wait for their turn.
  for (const hours of batches(due).slice(0, BATCHES_A_TURN)) await repairHours(options, hours);
  await writeMarked(options, 'hour');
  await writeMarked(options, 'day');
}

const dueOf = (marks: ReadonlyMap<number, number>, flushed: number) =>
  [...marks]
    .filter(([, sequence]) => sequence <= flushed)
    .map(([start]) => start)
    .sort((a, b) => a - b);
const scopeOf = ({ tenant, city, district }: DistrictState) => ({ tenant, city, district });
const hourEnd = (district: DistrictState, hour: number) => district.calendar.windowEnd('hour', hour);

/** Neighbouring hours together, so that their readings are read once; the newest first. */
function batches(hours: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const hour of hours) {
    const batch = found.at(-1);
    if (batch && hour - batch[0]! < HOURS_AT_ONCE * HOUR_MS) batch.push(hour);
    else found.push([hour]);
  }
  return found.reverse();
}

/**
 * Register readings whose neighbours the actor no longer held: what such a one changes reaches from the reading before it
 * to the one behind it, so every hour between them that the actor has let go of is made anew.
 */
async function resolveHours(options: RepairOptions, hours: readonly number[]): Promise<void> {
  const { district, flushed } = options;
  const { marks, calendar, hotFrom } = district;
  const wanted = new Set(hours);
  const readings = await readingsAround(options, hours, 0);
  const { sensorNumber, register, registerKind, intervalStart } = readings;
  const startAt = (index: number, of: number) =>
    sensorNumber[index] === sensorNumber[of] && register[index] === register[of]
      ? intervalStart[index]!
      : intervalStart[of]!;
  for (const [index, start] of intervalStart.entries()) {
    if (registerKind[index] === INTERVAL_KIND || !wanted.has(calendar.windowStart('hour', start))) continue;
    const until = Math.min(startAt(index + 1, index), hotFrom);
    for (let time = startAt(index - 1, index); time < until; ) {
      const hour = calendar.windowStart('hour', time);
      if (!marks.cold.has(hour)) marks.cold.set(hour, flushed);
      time = hourEnd(district, hour);
    }
  }
  for (const hour of hours) clearMark(marks.unresolved, hour, flushed + 1);
}

/** The current readings of a stretch of hours; of registers with the nearest reading on either side of it. */
async function readingsAround(
  options: RepairOptions,
  hours: readonly number[],
  longestIntervalMs: number,
): Promise<CurrentReadings> {
  const { rows, district, version, longestGapMs } = options;
  const from = hours[0]!;
  const to = hourEnd(district, hours.at(-1)!);
  const scope = scopeOf(district);
  const inside = await rows.currentReadings(scope, from, to, longestIntervalMs, version);
  if (district.specs.every((spec) => spec.kind === 'interval')) return inside;
  const range = { earliest: from - longestGapMs, from, to, latest: to + longestGapMs };
  return mergeReadings(inside, await rows.neighbourReadings(scope, [], range, version));
}

async function repairHours(options: RepairOptions, hours: readonly number[]): Promise<void> {
  const { district, rows: store, version, flushed, longestGapMs } = options;
  const from = hours[0]!;
  const to = hourEnd(district, hours.at(-1)!);
  const stored = await store.storedWindows(scopeOf(district), from, to);
  const expired = new Set<number>();
  for (const { start, oldestIngestTime } of stored.quarters) {
    if (oldestIngestTime === 0 || oldestIngestTime >= options.oldestIngestKept) continue;
    expired.add(district.calendar.windowStart('hour', start));
  }
  for (const hour of expired) if (hours.includes(hour)) refuse(options, hour);
  const wantedHours = new Set(hours.filter((hour) => !expired.has(hour)));
  const wanted = (quarter: number) => wantedHours.has(district.calendar.windowStart('hour', quarter));
  if (wantedHours.size > 0) {
    const longestInterval = Math.max(LONGEST_INTERVAL_MS, ...district.specs.map((spec) => spec.intervalMs));
    const { sensorRows, districtRows } = await recountPolitely(options.clock, {
      district,
      readings: await readingsAround(options, hours, longestInterval),
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
      await store.insertSensors(block, 0, block.rows);
    }
    await store.insertDistricts(districtRows);
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

/** Readings that wait are applied in between: a day of a large district is a tenth of a second of work. */
async function recountPolitely(clock: Clock, request: RecountRequest): Promise<Recounted> {
  const steps = recountInSteps(request);
  for (let turn = clock.monotonic(); ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (clock.monotonic() - turn < TURN_MS) continue;
    await clock.nextTurn();
    turn = clock.monotonic();
  }
}

async function writeMarked(options: RepairOptions, resolution: 'hour' | 'day'): Promise<void> {
  const { district, rows, flushed, version } = options;
  const marks = resolution === 'hour' ? district.marks.hours : district.marks.days;
  const windows: LongWindow[] = [...marks]
    // An hour that is still to be made from its readings comes behind that.
    .filter(([start, sequence]) => sequence <= flushed && !(district.marks.cold.get(start)! <= flushed))
    .map(([start]) => ({
      start,
      end: district.calendar.windowEnd(resolution, start),
      state: 'final' as const,
    }))
    .sort((a, b) => a.start - b.start);
  for (let at = 0; at < windows.length; at += LONG_WINDOWS_AT_ONCE) {
    const part = windows.slice(at, at + LONG_WINDOWS_AT_ONCE);
    await rows.writeLongWindows(scopeOf(district), resolution, part, version);
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
