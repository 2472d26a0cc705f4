import { UNCOUNTED_FROM, VERDICTS } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { queryColumns } from './query-columns.ts';
import { startsWithin } from './raw-range.ts';
import type { DistrictScope } from './repair.ts';

/**
 * Arrivals of readings, columnar: what raw keeps, repeats of a replay left out. Sorted by sensor number, register, kind
 * and start; the arrivals of one reading by rank: of those that may count the last one does.
 */
export interface Arrivals {
  readonly sensorNumber: number[];
  readonly register: string[];
  /** 0 cumulative, 1 interval, 2 gauge. */
  readonly registerKind: number[];
  /** Milliseconds since 1970 UTC; for registers and gauges the event time. */
  readonly intervalStart: number[];
  readonly intervalMs: number[];
  /** Milliwatt-hours, or watts for gauges. */
  readonly value: number[];
  /** Index in `QUALITIES`. */
  readonly quality: number[];
  /** Code in `VERDICTS`. */
  readonly verdict: number[];
  readonly ingestTime: number[];
  /** Which reading stream it was. */
  readonly generation: number[];
  /** Of the frame in its stream. */
  readonly sequence: number[];
  /** Index in the frame. */
  readonly position: number[];
}

export interface AskedArrivals {
  /** Only these; empty means all. */
  readonly sensorNumbers: readonly number[];
  /** Half-open, milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  /** Longest interval that the readings have; earlier starts are not looked for. */
  readonly longestIntervalMs: number;
  /** How far before and behind the range a register's next reading is looked for. */
  readonly longestGapMs: number;
  /** Only what had come in by then, milliseconds since 1970 UTC; absent: all. */
  readonly asOf?: number | undefined;
}

/** More arrivals than one answer may be made of. */
export class TooManyReadingsError extends Error {
  readonly code = 'TOO_MANY_READINGS';
  constructor(most: number) {
    super(`more than ${most} readings came in for this range`);
  }
}

export const MOST_ARRIVALS = 250_000;

const IN_DISTRICT = 'tenant = {tenant:String} AND city = {city:String} AND district = {district:String}';
const BY_THEN = 'ingest_time <= fromUnixTimestamp64Milli({asOf:Int64})';
const FOR_EVER = 9_007_199_254_740_991;
/** The latest instant that DateTime64(3) holds. */
const LATEST_MS = 10_413_791_999_999;

const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64})`;

/**
 * Every arrival, stopped ones too, of readings whose event time or interval touches [from, to), and of registers and
 * gauges of the nearest reading on either side that counts.
 * @throws {TooManyReadingsError}
 */
export async function readingArrivals(
  client: MeasurementClient,
  { tenant, city, district }: DistrictScope,
  asked: AskedArrivals,
): Promise<Arrivals> {
  const { sensorNumbers, from, to, longestIntervalMs, longestGapMs } = asked;
  const chosen = sensorNumbers.length > 0 ? 'AND sensor_number IN {sensorNumbers:Array(UInt32)}' : '';
  const within = `${IN_DISTRICT} ${chosen} AND ${BY_THEN}
    AND ${startsWithin('earliest', 'latest')}`;
  const arrivals = await queryColumns<Arrivals>(
    client,
    `SELECT DISTINCT sensor_number AS sensorNumber, register, register_kind AS registerKind,
       toUnixTimestamp64Milli(interval_start) AS intervalStart, interval_milliseconds AS intervalMs, value, quality,
       verdict, toUnixTimestamp64Milli(ingest_time) AS ingestTime, bitShiftRight(version, 48) AS generation,
       bitAnd(version, ${2 ** 48 - 1}) AS sequence, position
     FROM raw_readings
     LEFT JOIN (
       SELECT sensor_number, register, register_kind,
         maxIf(interval_start, interval_start < ${instant('from')}) AS before,
         minIf(interval_start, interval_start >= ${instant('to')}) AS after
       FROM raw_readings
       WHERE ${within} AND register_kind IN (0, 2) AND verdict < ${UNCOUNTED_FROM}
       GROUP BY sensor_number, register, register_kind
     ) AS edges USING (sensor_number, register, register_kind)
     WHERE ${within} AND if(register_kind = 1,
       interval_start >= ${instant('earliestInterval')} AND interval_start < ${instant('to')},
       (interval_start >= ${instant('from')} OR interval_start = before)
         AND (interval_start < ${instant('to')} OR interval_start = after))
     ORDER BY sensor_number, register, register_kind, interval_start,
       verdict != ${VERDICTS.estimate}, generation, sequence, position
     LIMIT ${MOST_ARRIVALS + 1}`,
    {
      tenant,
      city,
      district,
      sensorNumbers,
      from,
      to,
      earliest: from - Math.max(longestGapMs, longestIntervalMs),
      earliestInterval: from - longestIntervalMs,
      latest: to + longestGapMs,
      asOf: Math.min(asked.asOf ?? FOR_EVER, LATEST_MS),
    },
  );
  if (arrivals.sensorNumber.length > MOST_ARRIVALS) throw new TooManyReadingsError(MOST_ARRIVALS);
  return arrivals;
}
