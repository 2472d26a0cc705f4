import type { SimulatedReading } from '../city/city-sensor.ts';
import type { LivingCity } from '../city/living-city.ts';
import { QUARTER_HOUR_MS } from '../city/local-time.ts';
import type { CityDistrict } from '../city/roster.ts';

const CHUNK_MS = 6 * 3_600_000;

/** Where the chunk that ends at `to` begins: on a whole six hours, so that no hour is filled in two parts. */
export const chunkStart = (from: number, to: number) =>
  Math.max(from, Math.floor((to - 1) / CHUNK_MS) * CHUNK_MS);

/**
 * A district's quarter hours of [from, to). Meters whose register counts up were installed when the city began and have
 * no history: their first reading is where they start.
 */
export function historyReadings(
  city: LivingCity,
  district: CityDistrict,
  from: number,
  to: number,
): SimulatedReading[] {
  const readings: SimulatedReading[] = [];
  for (const sensor of district.sensors) {
    if (sensor.register.kind !== 'interval') continue;
    for (let start = from; start < to; start += QUARTER_HOUR_MS) {
      const end = start + QUARTER_HOUR_MS;
      readings.push({ sensor, start, end, milliwattHours: city.energy(sensor, start, end) });
    }
  }
  return readings;
}
