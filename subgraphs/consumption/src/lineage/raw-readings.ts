import { type LineageWindow, lineageOf, type SensorLineage } from '@citywatt/consumption-windows/lineage';
import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { type Arrivals, readingArrivals, TooManyReadingsError } from '@citywatt/measurement-store/lineage';
import { latestReadingTime, oldestIngestTime } from '@citywatt/measurement-store/lineage-range';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import { GraphQLError } from 'graphql';
import type { AskedWindow, DistrictPlace } from '../mappers.ts';
import type { Places } from '../places.ts';

/** A local day may have 25 hours. */
const LONGEST_INTERVAL_MS = 25 * HOUR_MS;

export interface RawReadingsOptions {
  readonly measurements: MeasurementClient;
  readonly places: Places;
  /** Raw readings younger than this are certain to be there; those farther apart are not bridged. */
  readonly keptMs: number;
}

/** What is asked of the raw readings of a district. */
export interface RawReadings {
  /** Of each sensor that has a reading in the window. @param sensors empty: all. @throws {GraphQLError} */
  lineage(
    place: DistrictPlace,
    sensors: readonly number[],
    window: AskedWindow,
  ): Promise<ReadonlyMap<number, SensorLineage>>;
  /** Every arrival of a range. @throws {GraphQLError} */
  arrivals(
    place: DistrictPlace,
    sensors: readonly number[],
    range: LineageWindow & { readonly asOf: number | undefined },
  ): Promise<Arrivals>;
  /** Up to which event time readings had come in by then; 0 without any. */
  latestTime(place: DistrictPlace, from: number, asOf: number): Promise<number>;
  readonly keptMs: number;
}

/** An interval may be longer than declared, where intervals come at all. */
const longestIntervalOf = (specs: readonly RegisterSpec[]) =>
  Math.max(
    0,
    ...specs
      .filter(({ kind }) => kind === 'interval')
      .map((spec) => Math.max(LONGEST_INTERVAL_MS, spec.intervalMs)),
  );

export function rawReadings({ measurements, places, keptMs }: RawReadingsOptions): RawReadings {
  const scopeOf = ({ city: { tenant, city }, district }: DistrictPlace) => ({ tenant, city, district });

  /** A window some of whose raw readings have expired would come out too small. */
  const requireKept = async (
    place: DistrictPlace,
    sensors: readonly number[],
    { start, end }: LineageWindow,
  ) => {
    const hour = place.city.calendar.windowStart('hour', start);
    const sensor = sensors.length === 1 ? sensors[0] : undefined;
    const oldest = await oldestIngestTime(measurements, scopeOf(place), sensor, hour, end);
    if (oldest === undefined || oldest >= Date.now() - keptMs) return;
    throw new GraphQLError(
      `raw readings are kept ${keptMs / (24 * HOUR_MS)} days after they came in, and some of this range came in at ${new Date(oldest).toISOString()}`,
      { extensions: { code: 'RAW_READINGS_EXPIRED', oldestIngestTime: new Date(oldest).toISOString() } },
    );
  };

  const arrivals: RawReadings['arrivals'] = async (place, sensors, range) => {
    await requireKept(place, sensors, range);
    const { specs, specOf } = places.registers(place);
    try {
      return await readingArrivals(measurements, scopeOf(place), {
        sensorNumbers: sensors,
        registers: [...new Set(specs.map((spec) => spec.code))],
        from: range.start,
        to: range.end,
        isInterval: (sensor) => specOf(sensor)?.kind === 'interval',
        longestIntervalMs: longestIntervalOf(specs),
        longestGapMs: keptMs,
        asOf: range.asOf,
      });
    } catch (error) {
      if (!(error instanceof TooManyReadingsError)) throw error;
      throw new GraphQLError(`${error.message}: ask for a shorter one`, { extensions: { code: error.code } });
    }
  };

  return {
    keptMs,
    arrivals,
    async lineage(place, sensors, window) {
      const { specOf } = places.registers(place);
      return lineageOf(await arrivals(place, sensors, window), specOf, window, keptMs);
    },
    latestTime: async (place, from, asOf) =>
      (await latestReadingTime(measurements, scopeOf(place), from, asOf)) ?? 0,
  };
}
