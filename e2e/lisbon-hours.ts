import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeSimulatedHours } from './simulated-hours.ts';

const MEASURED = join(import.meta.dirname, '../../shared/data/lisbon_districts/lisbon_cp4_hourly.csv.gz');

/**
 * Hourly consumption of nine postal areas of Lisbon, November 2022 to September 2023 (E-REDES, CC BY 4.0); where the
 * measured file is not beside the checkout, as many hours of the simulator.
 */
export const LISBON_HOURS = existsSync(MEASURED) ? MEASURED : writeSimulatedHours();

/** Milliwatt-hours by district and the start of each hour and of each local day, as ISO 8601 in UTC. */
export interface Recount {
  readonly hours: ReadonlyMap<string, number>;
  readonly days: ReadonlyMap<string, number>;
}

/** Sums the file by itself: no line of this is shared with what it checks. */
export function recountLisbonHours(): Recount {
  const hours = new Map<string, number>();
  const days = new Map<string, number>();
  const localDate = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Lisbon' });
  const firstHourOfDay = new Map<string, string>();
  const [, ...rows] = gunzipSync(readFileSync(LISBON_HOURS)).toString('utf8').trim().split('\n');
  for (const row of rows) {
    const [start = '', district = '', kwh = ''] = row.split(',');
    const instant = new Date(start).toISOString();
    const milliwattHours = Math.round(Number(kwh) * 1e6);
    const date = localDate.format(new Date(start));
    // The file is sorted, so the first row of a date is its first hour.
    if (!firstHourOfDay.has(date)) firstHourOfDay.set(date, instant);
    const day = `${district} ${firstHourOfDay.get(date)}`;
    hours.set(`${district} ${instant}`, (hours.get(`${district} ${instant}`) ?? 0) + milliwattHours);
    days.set(day, (days.get(day) ?? 0) + milliwattHours);
  }
  return { hours, days };
}
