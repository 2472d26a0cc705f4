import { sameKindDays } from '@citywatt/measurement-store/same-kind-days';
import { partitionOf } from '@citywatt/reading-stream/partition';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import type { Seeded } from '@citywatt/test-harness/seeded';
import { calendarOf } from '../src/state/district-state.ts';
import {
  changeSensors,
  type DirectoryChange,
  makeDistrict,
  type SensorLife,
  TENANT,
} from './made-directory.ts';
import { type Delivery, deliveriesOf, type MadeReading } from './made-readings.ts';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;

export interface MadeCity {
  readonly city: string;
  readonly timeZone: string;
  readonly clock: 'wall' | 'data';
  /** As they are in the beginning. */
  readonly districts: readonly DistrictDirectory[];
  readonly lives: readonly SensorLife[];
  readonly from: number;
  readonly until: number;
  /** What doors and registry get, in the order of their times. */
  readonly deliveries: readonly (Delivery | DirectoryChange)[];
}

/** Around a change of the clock, over midnight, and where hours begin at half past or at a quarter to. */
const BEGINNINGS: readonly { readonly timeZone: string; readonly at: string }[] = [
  { timeZone: 'UTC', at: '2026-03-10T21:00:00Z' },
  { timeZone: 'Europe/Lisbon', at: '2026-03-28T23:00:00Z' },
  { timeZone: 'Europe/Lisbon', at: '2026-10-24T23:00:00Z' },
  { timeZone: 'Asia/Kathmandu', at: '2026-05-01T16:30:00Z' },
  { timeZone: 'Australia/Lord_Howe', at: '2026-04-04T13:00:00Z' },
  { timeZone: 'Australia/Adelaide', at: '2026-10-03T14:00:00Z' },
];

/**
 * Temporal asks the real clock how far into the future it looks for the next change of a zone's clock. The calendars keep
 * what they found, so it is found before any simulation runs.
 */
for (const { timeZone, at } of BEGINNINGS) {
  const calendar = calendarOf(timeZone);
  for (const days of [-1, 0, 1, 2, 3, 9, 10, 11, 12])
    calendar.windowStart('hour', Date.parse(at) + days * 24 * HOUR_MS);
  // A state that is made anew without any reading begins in 1970.
  calendar.windowStart('hour', 0);
  sameKindDays(timeZone, Date.parse(at));
}

/** So few that a worker's share is often more than one, and that most of what is simulated is about readings. */
export const PARTITIONS = 3;
/** Names whose partitions are these. */
const CITY = firstNames(1, 'city', (city) => partitionOf({ tenant: TENANT, city, district: '' }))[0]!;
const NAMES = firstNames(6, 'd', (district) => partitionOf({ tenant: TENANT, city: CITY, district }));

export function makeCity(random: Seeded): MadeCity {
  const { timeZone, at } = random.pick(BEGINNINGS);
  const from = Date.parse(at) + random.integer(-4, 8) * QUARTER_MS;
  const until = from + random.integer(4, 16) * QUARTER_MS;
  const clock = random.next() < 0.6 ? 'wall' : 'data';
  const districts = random
    .shuffle(NAMES)
    .slice(0, random.integer(1, 3))
    .map((district) => makeDistrict(random, CITY, district, timeZone, clock));
  const { changes, lives } = changeSensors(random.fork('changes'), districts, from, until);
  const readings = [...Map.groupBy(lives, ({ district }) => district).values()].flatMap((own) =>
    deliveriesOf(random, own),
  );
  const deliveries = [...changes, ...readings];
  // A sort keeps the order of what comes at the same time.
  deliveries.sort((a, b) => a.at - b.at);
  return { city: CITY, timeZone, clock, districts, lives, from, until, deliveries };
}

function firstNames(count: number, begin: string, partition: (name: string) => number): readonly string[] {
  const names: string[] = [];
  for (let number = 0; names.length < count; number++) {
    const name = `${begin}${number}`;
    if (partition(name) < PARTITIONS) names.push(name);
  }
  return names;
}

/** What ends a city's day: readings of a day later close everything before them. */
export function closingReadings(city: MadeCity, time: number): MadeReading[] {
  return city.districts.map(({ district }) => ({
    district,
    sensor: 0,
    kind: 'interval',
    intervalMs: QUARTER_MS,
    time,
    value: 1_000,
  }));
}
