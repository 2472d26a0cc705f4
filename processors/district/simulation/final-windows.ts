import type { DistrictRollupRow, SensorRollupRow } from '@citywatt/measurement-store/rows';
import { districtKey, type ExpectedWindows, sensorKey } from './expected-windows.ts';
import { localQuarter } from './local-windows.ts';
import type { MadeCity } from './made-city.ts';
import type { StoredRollups } from './stored-rollups.ts';
import type { World } from './world.ts';

const QUARTER_MS = 900_000;

interface Final {
  readonly world: World;
  readonly city: MadeCity;
  readonly expected: ExpectedWindows;
  readonly rollups: StoredRollups;
  /** What ends before is closed. */
  readonly closedBefore: number;
}

/** In the end every window of every resolution is what its readings give, and what is over is said to be final. */
export function finalWindowsAreExact({ world, city, expected, rollups, closedBefore }: Final): void {
  const stored = new Map<string, number>();
  const long: (SensorRollupRow | DistrictRollupRow)[] = [];
  for (const row of rollups.sensorRows) {
    if (row.resolution !== 'quarter-hour') long.push(row);
    else stored.set(sensorKey(row.district, row.sensorNumber, row.windowStart), row.energyMilliwattHours);
  }
  for (const row of rollups.districtRows) {
    const { resolution, state } = row;
    if (resolution === 'minute' || resolution === 'quarter-hour') {
      stored.set(districtKey(row.district, resolution, row.windowStart), row.energyMilliwattHours);
    } else long.push(row);
    if (row.windowEnd <= closedBefore && state === 'provisional') {
      world.violate(`${row.district} ${resolution} ${row.windowStart} is provisional still`);
    }
  }
  for (const [key, energy] of expected.final()) {
    const found = stored.get(key) ?? 0;
    // A quarter hour of a sensor that is not over yet is not written.
    if (found !== energy && Number(key.slice(key.lastIndexOf('/') + 1)) < closedBefore) {
      world.violate(`${key} ends as ${found}, its readings give ${energy}`);
    }
    stored.delete(key);
  }
  for (const [key, energy] of stored) {
    if (energy !== 0) world.violate(`${key} ends as ${energy}, and no reading gives it anything`);
  }
  longWindowsAreExact(world, city, expected, long, closedBefore);
}

function longWindowsAreExact(
  world: World,
  city: MadeCity,
  expected: ExpectedWindows,
  rows: readonly (SensorRollupRow | DistrictRollupRow)[],
  closedBefore: number,
): void {
  const found = new Map<string, number>();
  for (const row of rows) {
    const local = localQuarter(city.timeZone, row.windowStart);
    const name = row.resolution === 'hour' ? local.hour : local.day;
    const sensor = 'sensorNumber' in row ? row.sensorNumber : '';
    found.set(`${row.district}/${sensor} ${row.resolution} ${name}`, row.energyMilliwattHours);
  }
  const wanted = new Map<string, number>();
  for (const [key, energy] of expected.final()) {
    const [district, sensor, resolution, text] = key.split('/') as [string, string, string, string];
    if (resolution !== 'quarter-hour') continue;
    const start = Number(text);
    if (start + QUARTER_MS > closedBefore) continue;
    const local = localQuarter(city.timeZone, start);
    for (const name of [
      `${district}/${sensor} hour ${local.hour}`,
      `${district}/${sensor} day ${local.day}`,
    ]) {
      wanted.set(name, (wanted.get(name) ?? 0) + energy);
    }
  }
  for (const [name, energy] of wanted) {
    if ((found.get(name) ?? 0) !== energy)
      world.violate(`${name} ends as ${found.get(name)}, its quarter hours are ${energy}`);
  }
}
