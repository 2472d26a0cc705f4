import type { CitySensor, SimulatedReading } from '../city/city-sensor.ts';

const beginnings = new WeakMap<CitySensor, string>();

function beginningOf(sensor: CitySensor): string {
  let beginning = beginnings.get(sensor);
  if (beginning === undefined) {
    beginning = `{"sensor":${JSON.stringify(sensor.name)},`;
    beginnings.set(sensor, beginning);
  }
  return beginning;
}

/** NDJSON as the HTTP door takes it: epoch seconds, kilowatt-hours with up to six decimals, which are exact. */
export function readingLines(readings: readonly SimulatedReading[]): string {
  let lines = '';
  for (const { sensor, start, end, milliwattHours } of readings) {
    const kwh = milliwattHours / 1e6;
    lines +=
      sensor.register.kind === 'cumulative'
        ? `${beginningOf(sensor)}"eventTime":${end / 1_000},"registerKwh":${kwh}}\n`
        : `${beginningOf(sensor)}"intervalStart":${start / 1_000},"intervalEnd":${end / 1_000},"energyKwh":${kwh}}\n`;
  }
  return lines;
}
