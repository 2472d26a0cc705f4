import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { SensorRollupBlock } from '@citywatt/measurement-store/rollups';
import type { DistrictRollupRow, SensorRollupRow } from '@citywatt/measurement-store/rows';
import type { StoredWindows } from '@citywatt/measurement-store/stored-windows';
import { kindIndex } from '@citywatt/reading-stream/frame-layout';
import type { Outbox } from '../actor/outbox.ts';
import type { Clock, RowStore } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import { clearMark, raiseMark } from '../state/marks.ts';
import { announceRepaired } from './announce-repaired.ts';
import { type ColdBatch, rangeOf } from './cold-batches.ts';
import { differing } from './differing-rows.ts';
import { listLate } from './list-late.ts';
import { longestIntervalOf, readingsAround } from './readings-around.ts';
import { type Recounted, type RecountRequest, recountInSteps } from './recount.ts';

export interface RepairOptions {
  readonly clock: Clock;
  readonly rows: RowStore;
  readonly version: bigint;
  readonly longestGapMs: number;
  /** Hours whose raw readings have begun to expire are refused. */
  readonly oldestIngestKept: number;
  readonly outbox: Outbox;
}

const TURN_MS = 8;
const SENSOR_ROWS = 65_536;
const INTERVAL_KIND = kindIndex('interval');

/** What is to be made of one district. */
interface Making {
  readonly batch: ColdBatch;
  readonly stored: StoredWindows;
  readonly hours: ReadonlySet<number>;
}

/**
 * Makes the minutes and quarter hours of cold hours anew from the raw readings of the range they span, and marks the
 * hours and days above them. A mark goes only when its rows are acknowledged.
 * @param group of one city and one F, with which the version goes.
 */
export async function repairHours(options: RepairOptions, group: readonly ColdBatch[]): Promise<void> {
  const { rows, version, longestGapMs } = options;
  const { from, to } = rangeOf(group);
  const { tenant, city } = group[0]!.district;
  const names = group.map(({ district }) => district.district);
  const stored = await rows.storedWindows({ tenant, city, districts: names }, from, to);
  const makings: Making[] = [];
  for (const batch of group) {
    const own = stored.get(batch.district.district)!;
    makings.push({ batch, stored: own, hours: await keptHours(options, batch, own) });
  }
  const districts = makings.filter(({ hours }) => hours.size > 0).map(({ batch }) => batch.district);
  if (districts.length > 0) {
    const readings = await readingsAround({ rows, districts, from, to, version, longestGapMs });
    const sensorRows: SensorRollupRow[] = [];
    const districtRows: DistrictRollupRow[] = [];
    const made: { readonly of: Making; readonly rows: readonly DistrictRollupRow[] }[] = [];
    for (const of of makings) {
      const own = readings.get(of.batch.district);
      if (!own) continue;
      const recounted = await recount(options, of, own);
      const { sensors, districts: changed } = of.batch.settled
        ? differing(recounted, of.stored)
        : { sensors: recounted.sensorRows, districts: recounted.districtRows };
      for (const row of sensors) sensorRows.push(row);
      for (const row of changed) districtRows.push(row);
      made.push({ of, rows: recounted.districtRows });
    }
    await insertSensors(rows, sensorRows);
    if (districtRows.length > 0) await rows.insertDistricts(districtRows);
    for (const { of, rows: all } of made) {
      announceRepaired({ ...options, ...of.batch }, all, of.stored.quarters);
    }
  }
  for (const making of makings) settleMarks(making);
}

/** The batch's hours without those that can no longer be made, of which it lists what came for them. */
async function keptHours(
  options: RepairOptions,
  batch: ColdBatch,
  stored: StoredWindows,
): Promise<ReadonlySet<number>> {
  const { district, hours } = batch;
  const kept = new Set(hours);
  for (const { start, oldestIngestTime } of stored.quarters) {
    if (oldestIngestTime === 0 || oldestIngestTime >= options.oldestIngestKept) continue;
    const hour = district.calendar.windowStart('hour', start);
    if (!kept.delete(hour)) continue;
    await listLate({ ...options, ...batch, hour, longestIntervalMs: longestIntervalOf(district) });
  }
  return kept;
}

async function insertSensors(store: RowStore, rows: readonly SensorRollupRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += SENSOR_ROWS) {
    const part = rows.slice(at, at + SENSOR_ROWS);
    const block = new SensorRollupBlock(part.length);
    for (const row of part) block.add(row);
    await store.insertSensors(block, 0, block.rows);
  }
}

/** Readings that wait are applied in between: a day of a large district is a tenth of a second of work. */
async function recount(
  { clock, version, longestGapMs }: RepairOptions,
  { batch: { district, flushed }, stored, hours }: Making,
  readings: CurrentReadings,
): Promise<Recounted> {
  resolveNeighbours(district, flushed, hours, readings);
  const wanted = (quarter: number) => hours.has(district.calendar.windowStart('hour', quarter));
  const request: RecountRequest = { district, readings, wanted, longestGapMs, version, stored };
  const steps = recountInSteps(request);
  for (let turn = clock.monotonic(); ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (clock.monotonic() - turn < TURN_MS) continue;
    await clock.nextTurn();
    turn = clock.monotonic();
  }
}

/**
 * Register readings whose neighbours the actor no longer held: what such a one changes reaches from the reading before it
 * to the one behind it, so every hour between them that the actor has let go of is made anew too.
 */
function resolveNeighbours(
  { marks, calendar, hotFrom }: DistrictState,
  flushed: number,
  madeNow: ReadonlySet<number>,
  { sensorNumber, register, registerKind, intervalStart }: CurrentReadings,
): void {
  if (marks.unresolved.size === 0) return;
  const startAt = (index: number, of: number) =>
    sensorNumber[index] === sensorNumber[of] && register[index] === register[of]
      ? intervalStart[index]!
      : intervalStart[of]!;
  for (let index = 0; index < sensorNumber.length; index++) {
    const hour = calendar.windowStart('hour', intervalStart[index]!);
    if (registerKind[index] === INTERVAL_KIND || !madeNow.has(hour)) continue;
    const sequence = marks.unresolved.get(hour);
    if (sequence === undefined) continue;
    const until = Math.min(startAt(index + 1, index), hotFrom);
    for (let time = startAt(index - 1, index); time < until; ) {
      const touched = calendar.windowStart('hour', time);
      if (!madeNow.has(touched)) raiseMark(marks.cold, touched, Math.min(sequence, flushed));
      time = calendar.windowEnd('hour', touched);
    }
  }
}

function settleMarks({ batch: { district, flushed, hours }, hours: made }: Making): void {
  const { marks, calendar, closedUntil } = district;
  for (const hour of hours) {
    if (made.has(hour) && calendar.windowEnd('hour', hour) <= closedUntil) {
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
