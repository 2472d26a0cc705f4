import { VERDICTS } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { neighboursOf } from './lineage-neighbours.ts';
import { type AskedArrivals, CHOSEN, chosen, INTERVAL_KIND, START } from './lineage-scope.ts';
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

/** More arrivals than one answer may be made of. */
export class TooManyReadingsError extends Error {
  readonly code = 'TOO_MANY_READINGS';
  constructor(most: number) {
    super(`more than ${most} readings came in for this range`);
  }
}

export const MOST_ARRIVALS = 250_000;

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
  const { from, to, longestIntervalMs } = asked;
  const scope = { tenant, city, district };
  const neighbours = await neighboursOf(client, scope, asked);
  const arrivals = await queryColumns<Arrivals>(
    client,
    `SELECT DISTINCT sensor_number AS sensorNumber, register, register_kind AS registerKind,
       ${START} AS intervalStart, interval_milliseconds AS intervalMs, value, quality, verdict,
       toUnixTimestamp64Milli(ingest_time) AS ingestTime, bitShiftRight(version, 48) AS generation,
       bitAnd(version, ${2 ** 48 - 1}) AS sequence, position
     FROM raw_readings
     WHERE ${CHOSEN} AND ${startsWithin('earliest', 'latest')} AND (
       (${START} >= if(register_kind = ${INTERVAL_KIND}, {earliestInterval:Int64}, {from:Int64}) AND ${START} < {to:Int64})
       OR (register_kind != ${INTERVAL_KIND} AND (sensor_number, ${START})
         IN (SELECT arrayJoin(arrayZip({sensors:Array(UInt32)}, {times:Array(Int64)})))))
     ORDER BY sensor_number, register, register_kind, interval_start,
       verdict != ${VERDICTS.estimate}, generation, sequence, position
     LIMIT ${MOST_ARRIVALS + 1}`,
    {
      ...scope,
      ...chosen(asked),
      from,
      to,
      earliestInterval: from - longestIntervalMs,
      sensors: neighbours.map(({ sensorNumber }) => sensorNumber),
      times: neighbours.map(({ time }) => time),
      earliest: Math.min(from - longestIntervalMs, ...neighbours.map(({ time }) => time)),
      latest: Math.max(to, ...neighbours.map(({ time }) => time + 1)),
    },
  );
  if (arrivals.sensorNumber.length > MOST_ARRIVALS) throw new TooManyReadingsError(MOST_ARRIVALS);
  return arrivals;
}
