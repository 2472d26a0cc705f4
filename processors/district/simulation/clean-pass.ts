import type { DistrictRollupRow, SensorRollupRow } from '@citywatt/measurement-store/rows';
import { TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import { encodeTick } from '@citywatt/reading-stream/tick';
import { seeded } from '@citywatt/test-harness/seeded';
import { Faults } from './faults.ts';
import { HistoricalQuarters } from './historical-quarters.ts';
import type { MadeCity } from './made-city.ts';
import { openStores } from './simulated-stores.ts';
import type { LoggedMessage } from './simulated-stream.ts';
import type { StoredRollups } from './stored-rollups.ts';
import { Supervisor } from './supervisor.ts';
import { Trace } from './trace.ts';
import { VirtualTime } from './virtual-time.ts';
import { World } from './world.ts';

const WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 100;
const ROOM = { maxBytes: 1_000_000_000, othersBytes: 0 };
const unwatched = () => {};

/** One worker over the same messages, all there from the beginning, without a fault: what it leaves in the store. */
export async function cleanPass(
  city: MadeCity,
  log: readonly LoggedMessage[],
  wallTime: number,
): Promise<StoredRollups | undefined> {
  const time = new VirtualTime();
  const world = new World({
    time,
    random: seeded(1),
    faults: new Faults(seeded(1), new Set(), new Set()),
    trace: new Trace(false),
    wallStart: wallTime,
    wallLeapMs: 1_000,
  });
  // What was estimated is in the stream: of no sensor is anything known to estimate it by.
  const history = new HistoricalQuarters(seeded(1), [], 0);
  const stores = openStores(world, ROOM, history, {
    stream: { taken: unwatched, published: unwatched, purged: unwatched },
    rows: { inserted: unwatched, sensorRow: unwatched, districtRow: unwatched },
    pointer: unwatched,
  });
  const { stream, rows } = stores;
  for (const { subject, data } of log) stream.take(subject, data);
  // The repair path waits for one message more than what it repairs.
  stream.take(TICK_SUBJECT, encodeTick(wallTime));
  const supervisor = new Supervisor(world, stores, city, 1);
  supervisor.look();
  let lookAt = 0;
  const rested = await time.run(WITHIN_MS, () => {
    if (time.now < lookAt) return false;
    lookAt = time.now + LOOK_EVERY_MS;
    return supervisor.restsAt(log.length + 1);
  });
  return rested ? rows.rollups : undefined;
}

type Row = SensorRollupRow | DistrictRollupRow;

/** Columns and what two rows are compared by. */
function same(found: Row, clean: Row): boolean {
  for (const name of Object.keys(found) as (keyof Row)[]) {
    // Versions tell when a row was written. The actor does not take back when its oldest reading came in, repair does.
    if (name === 'version' || name === 'oldestIngestTime') continue;
    const [a, b] = [shown(found, name), shown(clean, name)];
    if (a !== b && String(a) !== String(b)) return false;
  }
  return true;
}

/** Whether a window was revised depends on what was written before. */
function shown(row: Row, name: keyof Row): unknown {
  const value: unknown = row[name];
  return value === 'revised' ? 'final' : value;
}

/** Rows that one of them has and the other has not. */
export function* differences(found: StoredRollups, clean: StoredRollups): Generator<string> {
  yield* differing(found.sensorRows, (row) => clean.sensorRow(row), [...clean.sensorRows].length);
  yield* differing(found.districtRows, (row) => clean.districtRow(row), [...clean.districtRows].length);
}

function* differing<Of extends Row>(
  rows: Iterable<Of>,
  inClean: (row: Of) => Of | undefined,
  cleanCount: number,
): Generator<string> {
  let count = 0;
  for (const row of rows) {
    const clean = inClean(row);
    if (clean) count++;
    if (!clean || !same(row, clean))
      yield `${JSON.stringify(row, whole)}, and a clean pass gives ${JSON.stringify(clean, whole)}`;
  }
  if (count < cleanCount) yield `a clean pass gives ${cleanCount - count} rows more`;
}

const whole = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
