import type { CitySensor, SimulatedReading } from '../city/city-sensor.ts';
import { asSent, type Faults, isLate, LATE_BY_MS } from '../city/faults.ts';
import type { LivingCity } from '../city/living-city.ts';

/**
 * The readings that become due in (from, to], by the end of their intervals: what ended its sensor's lag ago. None ends
 * after `to`, so with `to` at or before now the city never passes now.
 * @param liveFrom intervals that begin before belong to the history.
 */
export function dueReadings(
  city: LivingCity,
  faults: Faults,
  from: number,
  to: number,
  liveFrom: number,
): SimulatedReading[] {
  const due: SimulatedReading[] = [];
  for (const sensor of city.sensors) {
    for (const end of endsWithin(sensor, from, to, sensor.lagMs, liveFrom)) {
      if (!isLate(city, faults, sensor, end)) due.push(...asSent(city, faults, sensor, end));
    }
    if (!faults.has('late')) continue;
    for (const end of endsWithin(sensor, from, to, sensor.lagMs + LATE_BY_MS, liveFrom)) {
      if (isLate(city, faults, sensor, end)) due.push(...asSent(city, faults, sensor, end));
    }
  }
  // Sorted stably: repeats of one sensor stay in their order.
  return due.sort((a, b) => a.end - b.end);
}

function* endsWithin(sensor: CitySensor, from: number, to: number, lagMs: number, liveFrom: number) {
  const { intervalMs, kind } = sensor.register;
  const last = Math.floor((to - lagMs) / intervalMs);
  const reach = kind === 'interval' ? intervalMs : 0;
  for (let n = Math.floor((from - lagMs) / intervalMs) + 1; n <= last; n++) {
    if (n * intervalMs - reach >= liveFrom) yield n * intervalMs;
  }
}
