import type { DistrictRollupRow, SensorRollupRow } from '@citywatt/measurement-store/rows';
import type { Course } from './course.ts';
import type { ExpectedWindows } from './expected-windows.ts';
import type { MadeCity } from './made-city.ts';
import type { SimulatedStores } from './simulated-stores.ts';
import { RAW_RETENTION_MS } from './simulated-worker.ts';
import { lateKey, type WatchedMessages } from './watched-messages.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
const LATER_MS = 9 * DAY_MS;
/** Share of the seeds that come to it. */
const EXPIRED = 0.08;
const REVISIONS = 4;
const FLUSHED_MS = 3_000;

interface Retained {
  readonly world: World;
  readonly city: MadeCity;
  readonly stores: SimulatedStores;
  readonly course: Course;
  readonly expected: ExpectedWindows;
  readonly messages: WatchedMessages;
  /** What ends before was closed. */
  readonly closedBefore: number;
}

/** Of some seeds raw readings outlive their time, and then they are revised: each is listed in LATE, and no row changes. */
export async function expireRawReadings(retained: Retained): Promise<void> {
  const { world, city, stores, course, expected, messages, closedBefore } = retained;
  if (world.violations.length > 0 || course.random.next() >= EXPIRED) return;
  // Each has given its hours something: of a gauge's last reading nothing was made, and nothing would be lost.
  const revisions = course.revisions(REVISIONS).filter(({ kind }) => kind === 'interval');
  const before = rowsBefore(stores, city.until);
  await course.skipTo(Math.max(world.wallTime(), city.until) + LATER_MS);
  stores.rows.readings.expire(world.wallTime() - RAW_RETENTION_MS - DAY_MS);
  await course.rest();
  expected.expiredBefore = closedBefore;
  world.met('raw readings expired');
  world.say('raw readings are gone, and revised');
  await course.add(revisions);
  if (course.random.next() < 0.5) await course.startAnew();
  await course.rest();
  // The lists go out with the next flush.
  await world.time.run(world.time.now + FLUSHED_MS, () => false);
  for (const revision of revisions) {
    if (messages.late.has(lateKey(revision))) world.met('late reading listed');
    else world.violate(`${lateKey(revision)} came when its raw readings were gone and is not in LATE`);
  }
  const after = rowsBefore(stores, city.until);
  for (const [key, text] of before) {
    if (after.get(key) !== text)
      world.violate(`${key} changed when its raw readings were gone: ${text} to ${after.get(key)}`);
  }
  if (after.size !== before.size) world.violate('rows were made of hours of which the raw readings are gone');
}

function rowsBefore({ rows }: SimulatedStores, until: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = ({ version: _, ...row }: SensorRollupRow | DistrictRollupRow, sensor: number | '') => {
    if (row.windowStart >= until) return;
    found.set(`${row.district}/${sensor}/${row.resolution}/${row.windowStart}`, JSON.stringify(row));
  };
  for (const row of rows.rollups.sensorRows) add(row, row.sensorNumber);
  for (const row of rows.rollups.districtRows) add(row, '');
  return found;
}
