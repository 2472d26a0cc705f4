import { Temporal } from 'temporal-polyfill';
import type { TimeRange } from '../generated/graphql.ts';

function at(epochMs: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(timeZone);
}

/** ISO 8601 with the city's own offset, as the graph wants it. */
export function isoInCity(epochMs: number, timeZone: string): string {
  return at(epochMs, timeZone).toString({ timeZoneName: 'never' });
}

export function startOfDay(epochMs: number, timeZone: string): number {
  return at(epochMs, timeZone).startOfDay().epochMilliseconds;
}

/** The same local time some days away; across a clock change that is not a multiple of 24 hours. */
export function daysAway(epochMs: number, days: number, timeZone: string): number {
  return at(epochMs, timeZone).add({ days }).epochMilliseconds;
}

export function rangeInCity(fromMs: number, toMs: number, timeZone: string): TimeRange {
  return { from: isoInCity(fromMs, timeZone), to: isoInCity(toMs, timeZone) };
}

/** The whole local day that holds the moment: 23, 24 or 25 hours. */
export function dayOf(epochMs: number, timeZone: string): readonly [number, number] {
  const start = at(epochMs, timeZone).startOfDay();
  return [start.epochMilliseconds, start.add({ days: 1 }).epochMilliseconds];
}
