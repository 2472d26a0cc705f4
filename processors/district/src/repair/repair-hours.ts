import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import { kindIndex } from '@citywatt/reading-stream/frame-layout';
import type { Outbox } from '../actor/outbox.ts';
import type { Clock, RowStore } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import { clearMark, raiseMark } from '../state/marks.ts';
import { announceRepaired } from './announce-repaired.ts';
import { listLate } from './list-late.ts';
import { longestIntervalOf, readingsAround } from './readings-around.ts';
import { type Recounted, type RecountRequest, recountInSteps } from './recount.ts';

export interface RepairOptions {
  readonly clock: Clock;
  readonly rows: RowStore;
  readonly district: DistrictState;
  /** F: everything up to this sequence is in the store. */
  readonly flushed: number;
  readonly version: bigint;
  readonly longestGapMs: number;
  /** Hours whose raw readings have begun to expire are refused. */
  readonly oldestIngestKept: number;
  readonly partition: number;
  readonly outbox: Outbox;
}

const TURN_MS = 8;
const SENSOR_ROWS = 65_536;
const INTERVAL_KIND = kindIndex('interval');

const hourEnd = (district: DistrictState, hour: number) => district.calendar.windowEnd('hour', hour);

/**
 * Makes the minutes and quarter hours of cold hours anew from the raw readings of the range they span, and marks the
 * hours and days above them. A mark goes only when its rows are acknowledged.
 */
export async function repairHours(options: RepairOptions, hours: readonly number[]): Promise<void> {
  const { district, rows: store, version, flushed, longestGapMs } = options;
  const { marks, calendar, closedUntil } = district;
  const from = hours[0]!;
  const to = hourEnd(district, hours.at(-1)!);
  const stored = await store.storedWindows(district, from, to);
  const expired = new Set<number>();
  for (const { start, oldestIngestTime } of stored.quarters) {
    if (oldestIngestTime === 0 || oldestIngestTime >= options.oldestIngestKept) continue;
    expired.add(calendar.windowStart('hour', start));
  }
  for (const hour of hours) {
    if (expired.has(hour))
      await listLate({ ...options, hour, longestIntervalMs: longestIntervalOf(district) });
  }
  const wantedHours = new Set(hours.filter((hour) => !expired.has(hour)));
  const wanted = (quarter: number) => wantedHours.has(calendar.windowStart('hour', quarter));
  if (wantedHours.size > 0) {
    const readings = await readingsAround({ rows: store, district, from, to, version, longestGapMs });
    resolveNeighbours(options, wantedHours, readings);
    const request = { district, readings, wanted, longestGapMs, version, stored };
    const { sensorRows, districtRows } = await recountPolitely(options.clock, request);
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
    if (wantedHours.has(hour) && hourEnd(district, hour) <= closedUntil) {
      // Of the message that asked for it: so it can be told when all of that is done.
      const sequence = Math.min(marks.cold.get(hour) ?? flushed, flushed);
      raiseMark(marks.hours, hour, sequence);
      const day = calendar.windowStart('day', hour);
      if (calendar.windowEnd('day', day) <= closedUntil) raiseMark(marks.days, day, sequence);
    }
    clearMark(marks.cold, hour, flushed + 1);
    clearMark(marks.unresolved, hour, flushed + 1);
  }
}

/**
 * Register readings whose neighbours the actor no longer held: what such a one changes reaches from the reading before it
 * to the one behind it, so every hour between them that the actor has let go of is made anew too.
 */
function resolveNeighbours(
  { district, flushed }: RepairOptions,
  madeNow: ReadonlySet<number>,
  { sensorNumber, register, registerKind, intervalStart }: CurrentReadings,
): void {
  const { marks, calendar, hotFrom } = district;
  if (marks.unresolved.size === 0) return;
  const startAt = (index: number, of: number) =>
    sensorNumber[index] === sensorNumber[of] && register[index] === register[of]
      ? intervalStart[index]!
      : intervalStart[of]!;
  for (let index = 0; index < sensorNumber.length; index++) {
    const hour = calendar.windowStart('hour', intervalStart[index]!);
    if (registerKind[index] === INTERVAL_KIND || !madeNow.has(hour) || !marks.unresolved.has(hour)) continue;
    const until = Math.min(startAt(index + 1, index), hotFrom);
    for (let time = startAt(index - 1, index); time < until; ) {
      const touched = calendar.windowStart('hour', time);
      if (!madeNow.has(touched))
        raiseMark(marks.cold, touched, Math.min(marks.unresolved.get(hour)!, flushed));
      time = hourEnd(district, touched);
    }
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
