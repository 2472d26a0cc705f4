import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import {
  ACTIVE_IMPORT_CUMULATIVE,
  ACTIVE_IMPORT_INTERVAL,
  ACTIVE_IMPORT_POWER,
  type RegisterKind,
} from '@citywatt/reading-stream/reading';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import type { Seeded } from '@citywatt/test-harness/seeded';
import { calendarOf } from '../src/state/district-state.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;

export const TENANT = 'demo';

type SegmentMark = NonNullable<SegmentKey['mark']>;

/** A reading on its way; of an interval `time` is the end. */
export interface MadeReading {
  readonly district: string;
  readonly sensor: number;
  readonly kind: RegisterKind;
  readonly intervalMs: number;
  readonly time: number;
  readonly value: number;
  /** What its segment says of it: let through by someone, or an estimate of the processor's own. */
  readonly mark?: SegmentMark;
}

/** More than this no sensor of the city can take: a reading that says more is held until it is confirmed. */
export const MAXIMUM_WATTS = 20_000;

export interface Delivery {
  /** Wall time at which the door gets it. */
  readonly at: number;
  readonly reading: MadeReading;
}

export interface MadeCity {
  readonly city: string;
  readonly districts: readonly DistrictDirectory[];
  readonly from: number;
  readonly until: number;
  /** In the order of their times. */
  readonly deliveries: readonly Delivery[];
}

const CODES: Readonly<Record<RegisterKind, string>> = {
  cumulative: ACTIVE_IMPORT_CUMULATIVE,
  interval: ACTIVE_IMPORT_INTERVAL,
  gauge: ACTIVE_IMPORT_POWER,
};

const REGISTERS: readonly { readonly kind: RegisterKind; readonly intervalMs: number }[] = [
  { kind: 'interval', intervalMs: QUARTER_MS },
  { kind: 'interval', intervalMs: 30 * MINUTE_MS },
  { kind: 'interval', intervalMs: HOUR_MS },
  { kind: 'cumulative', intervalMs: QUARTER_MS },
  { kind: 'cumulative', intervalMs: 5 * MINUTE_MS },
  { kind: 'gauge', intervalMs: 10 * MINUTE_MS },
];

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
  for (const days of [-1, 0, 1, 2, 3]) calendar.windowStart('hour', Date.parse(at) + days * 24 * HOUR_MS);
  // A state that is made anew without any reading begins in 1970.
  calendar.windowStart('hour', 0);
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
    .map((district) => makeDistrict(random, district, timeZone, clock));
  const deliveries = districts.flatMap((district) => deliveriesOf(random, district, from, until));
  const inOrder = deliveries
    .map((delivery, index) => ({ delivery, index }))
    .sort((a, b) => a.delivery.at - b.delivery.at || a.index - b.index)
    .map(({ delivery }) => delivery);
  return { city: CITY, districts, from, until, deliveries: inOrder };
}

function firstNames(count: number, begin: string, partition: (name: string) => number): readonly string[] {
  const names: string[] = [];
  for (let number = 0; names.length < count; number++) {
    const name = `${begin}${number}`;
    if (partition(name) < PARTITIONS) names.push(name);
  }
  return names;
}

function makeDistrict(
  random: Seeded,
  district: string,
  timeZone: string,
  clock: 'wall' | 'data',
): DistrictDirectory {
  // The first sends quarter hours always: it closes the day in the end.
  const sets = [
    0,
    ...Array.from({ length: random.integer(1, 4) }, () => random.integer(0, REGISTERS.length - 1)),
  ];
  return {
    tenant: TENANT,
    city: CITY,
    district,
    revision: 1,
    name: district,
    timeZone,
    clock,
    boundary: [],
    areaKm2: 1,
    registerSets: REGISTERS.map(({ kind, intervalMs }) => [
      {
        code: CODES[kind],
        kind,
        intervalMs,
        ...(kind === 'cumulative' ? {} : { maximumWatts: MAXIMUM_WATTS }),
      },
    ]),
    sensors: sets.map((registerSet, number) => ({
      name: `${district}-${number}`,
      number,
      registerSet,
      customerClass: random.pick(['residential', 'commercial'] as const),
      deliveryPoints: random.integer(1, 3),
      active: true,
    })),
  };
}

/** When each reading arrives: most at once; of some seeds many late, twice, or with another value afterwards. */
function deliveriesOf(random: Seeded, directory: DistrictDirectory, from: number, until: number): Delivery[] {
  const chance = (greatest: number) => (random.next() < 0.5 ? 0 : random.next() * greatest);
  const late = chance(0.3);
  const twice = chance(0.3);
  const revised = chance(0.2);
  const missing = chance(0.1);
  const restarted = chance(0.05);
  const impossible = chance(0.1);
  const estimated = chance(0.2);
  const list: Delivery[] = [];
  for (const { number, registerSet } of directory.sensors) {
    const { kind, intervalMs } = directory.registerSets[registerSet]![0]!;
    // So far from where a restart leads that no restart looks like another unit of the same stand.
    let total = random.integer(1_000_000_000_000, 1_500_000_000_000);
    for (let time = from + intervalMs; time <= until; time += intervalMs) {
      const amount = random.integer(kind === 'cumulative' ? 500_000 : 0, 2_000_000);
      if (kind === 'cumulative' && random.next() < restarted) total = 0;
      total += amount;
      const value = kind === 'cumulative' ? total : kind === 'gauge' ? Math.floor(amount / 1_000) : amount;
      const reading = { district: directory.district, sensor: number, kind, intervalMs, time, value };
      let at = time + random.integer(0, 20_000);
      if (kind === 'interval' && random.next() < estimated) {
        const estimate = { ...reading, value: random.integer(0, 2_000_000), mark: 'estimate' } as const;
        list.push({ at: at + random.integer(0, 2 * HOUR_MS), reading: estimate });
      }
      if (random.next() < missing) continue;
      if (kind !== 'cumulative' && random.next() < impossible) {
        const wrong = {
          ...reading,
          value: random.integer(1, 9) * (kind === 'gauge' ? 100_000 : 100_000_000),
        };
        const wrongAt = at + random.integer(0, HOUR_MS);
        list.push({ at: wrongAt, reading: wrong });
        if (random.next() < 0.3) {
          const confirmed = { ...wrong, mark: 'confirmed' } as const;
          list.push({ at: wrongAt + random.integer(1, HOUR_MS), reading: confirmed });
        }
      }
      if (random.next() < late) at += random.integer(0, random.next() < 0.5 ? HOUR_MS : 4 * HOUR_MS);
      list.push({ at, reading });
      if (random.next() < twice) list.push({ at: at + random.integer(0, 2 * HOUR_MS), reading });
      if (random.next() < revised) {
        // Between the readings before and behind it, so that no register falls by it.
        const other = { ...reading, value: value - random.integer(0, kind === 'gauge' ? value : amount) };
        list.push({ at: at + random.integer(1, 3 * HOUR_MS), reading: other });
      }
    }
  }
  return list;
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
