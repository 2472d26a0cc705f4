import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createDistrictLoad, fittedLoads } from '@citywatt/city-simulator/district-load';

const HOUR_MS = 3_600_000;
const FROM = Date.parse('2022-11-01T00:00:00Z');
const HOURS = 8_016;
const SEED = 1;

/** Hours in the form of the measured file, from the simulator: for machines that do not have the measured one. */
export function writeSimulatedHours(): string {
  const districts = Object.entries(fittedLoads).map(([district, load], stream) => ({
    district,
    kilowattsAt: createDistrictLoad(SEED, load, stream),
  }));
  const lines = ['ts_utc,cp4,kwh'];
  for (let hour = 0; hour < HOURS; hour++) {
    const start = FROM + hour * HOUR_MS;
    for (const { district, kilowattsAt } of districts) {
      lines.push(`${new Date(start).toISOString()},${district},${kilowattsAt(start).toFixed(3)}`);
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'citywatt-hours-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'simulated-hours.csv.gz');
  writeFileSync(file, gzipSync(`${lines.join('\n')}\n`));
  return file;
}
