import { partitionOf } from '@citywatt/reading-stream/partition';
import { framesSubject } from '@citywatt/reading-stream/subjects';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import { versionOf } from '../src/actor/version.ts';
import { cleanPass, differences } from './clean-pass.ts';
import { Course } from './course.ts';
import { Doors } from './doors.ts';
import { ExpectedWindows } from './expected-windows.ts';
import { type FaultKind, Faults } from './faults.ts';
import { finalWindowsAreExact } from './final-windows.ts';
import { readingsIn } from './frame-readings.ts';
import type { Happening } from './happenings.ts';
import { HistoricalQuarters } from './historical-quarters.ts';
import { type MadeCity, makeCity } from './made-city.ts';
import { Poison } from './poison.ts';
import { expireRawReadings } from './raw-retention.ts';
import { takeReached } from './real-world-guard.ts';
import { openStores, type SimulatedStores } from './simulated-stores.ts';
import type { StreamSize } from './simulated-stream.ts';
import { GENERATION } from './simulated-worker.ts';
import { MOST_WORKERS, Supervisor } from './supervisor.ts';
import { Trace } from './trace.ts';
import { startTroubles } from './troubles.ts';
import { VirtualTime } from './virtual-time.ts';
import { watchedCheckpoints } from './watched-checkpoints.ts';
import { watchedLeases } from './watched-leases.ts';
import { WatchedMessages } from './watched-messages.ts';
import { watchedRows } from './watched-rows.ts';
import { World } from './world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Virtual time that the readings take to come in. */
const LEAST_LOAD_MS = 6_000;
const GREATEST_LOAD_MS = 40_000;
const LATEST_DELIVERY_MS = 8 * HOUR_MS;

/** Of the last tenth, which is for all but readings, there is enough for what a city of this size says in a run. */
const STREAM_BYTES = 400_000;
const FULL_AFTER_BYTES = 360_000;

export interface SimulationOptions {
  readonly seed: number;
  /** Keeps the lines of the trace. */
  readonly keepTrace?: boolean;
  /** Faults that do not happen, by their number; for making a bad seed smaller. */
  readonly spared?: ReadonlySet<number>;
  /** Only these kinds of faults; all without it. */
  readonly only?: ReadonlySet<FaultKind>;
}

export interface SimulationOutcome {
  readonly seed: number;
  /** Of everything that happened and of what the stores hold in the end. */
  readonly hash: string;
  readonly violations: readonly string[];
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly faultsHappened: number;
  readonly happenings: ReadonlyMap<Happening, number>;
  readonly readings: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly lines: readonly string[];
}

/** Runs one seed from the first reading until everything rests, and looks at what the stores hold then. */
export async function simulate(options: SimulationOptions): Promise<SimulationOutcome> {
  const random = seeded(options.seed);
  const trace = new Trace(options.keepTrace === true);
  const city = makeCity(random.fork('city'));
  const time = new VirtualTime();
  const faults = new Faults(random.fork('faults'), options.only, options.spared ?? new Set());
  // Most are short: what goes wrong goes wrong in seconds, and a short seed costs little.
  const loadMs = LEAST_LOAD_MS + random.next() ** 2 * (GREATEST_LOAD_MS - LEAST_LOAD_MS);
  const lastDelivery = city.deliveries.at(-1)?.at ?? city.until;
  const world = new World({
    time,
    random: random.fork('world'),
    faults,
    trace,
    wallStart: city.from,
    wallLeapMs: Math.ceil(Math.min(lastDelivery - city.from, LATEST_DELIVERY_MS) / loadMs) * 1_000,
  });
  const expected = new ExpectedWindows();
  const poison = new Poison();
  const history = new HistoricalQuarters(random.fork('history'), city.lives, city.from - DAY_MS / 2);
  const messages = new WatchedMessages(world, city, history, poison);
  const size = streamSize(random.fork('stream'));
  const stores = watchedStores({ world, city, expected, poison, history, messages, size });
  const doors = new Doors(world, stores, city);
  const supervisor = new Supervisor(world, stores, city, random.integer(1, MOST_WORKERS));
  const course = new Course({ world, city, stores, doors, supervisor, expected });

  startTroubles({ world, city, stores, doors, supervisor, poison });
  await course.run();
  const closedBefore = city.until + 26 * HOUR_MS;
  finalWindowsAreExact({ world, city, expected, rollups: stores.rows.rollups, closedBefore });
  poison.allListed(world);
  world.met('estimate replaced', expected.replacedEstimates);
  // A state that was made anew judges what comes again without what was known of the sensors: same energy, other quality.
  if (world.violations.length === 0 && !faults.counts.has('checkpoint unusable')) {
    const clean = await cleanPass(city, stores.stream.log, world.wallTime());
    if (!clean) world.violate('a clean pass does not come to rest');
    else for (const difference of differences(stores.rows.rollups, clean)) world.violate(difference);
  }
  await expireRawReadings({ world, city, stores, course, expected, messages, closedBefore });
  const reached = takeReached();
  if (reached) world.violate(reached.stack ?? reached.message);
  for (const row of stores.rows.rollups.districtRows) {
    trace.add(
      `${row.district} ${row.resolution} ${row.windowStart} ${row.energyMilliwattHours} ${row.state} ${row.version}`,
    );
  }
  return {
    seed: options.seed,
    hash: trace.hash,
    violations: world.violations,
    faults: faults.counts,
    faultsHappened: faults.happened,
    happenings: world.happenings,
    readings: doors.acknowledged,
    events: time.events,
    virtualMs: time.now,
    lines: trace.lines,
  };
}

/** Of some seeds the stream is nearly full of others' messages: it takes in only as much as is made of it. */
function streamSize(random: Seeded): StreamSize {
  const othersBytes = random.next() < 0.2 ? FULL_AFTER_BYTES - random.integer(2_000, 8_000) : 0;
  return { maxBytes: STREAM_BYTES, othersBytes };
}

interface Watched {
  readonly world: World;
  readonly city: MadeCity;
  readonly expected: ExpectedWindows;
  readonly poison: Poison;
  readonly history: HistoricalQuarters;
  readonly messages: WatchedMessages;
  readonly size: StreamSize;
}

function watchedStores(watched: Watched): SimulatedStores {
  const { world, city, expected, poison, history, messages, size } = watched;
  const counts = new Map<number, number>();
  const frames = new Set(city.districts.map((district) => framesSubject(partitionOf(district))));
  const stores: SimulatedStores = openStores(world, size, history, {
    stream: {
      taken: (message) => {
        const { sequence, subject, data } = message;
        if (poison.taken(message) || !frames.has(subject)) return;
        const readings = readingsIn(data, city);
        counts.set(sequence, readings.length);
        for (const reading of readings) expected.apply(sequence, reading);
      },
      published: (subject, data) => messages.published(subject, data),
      purged: (filter, through) => checkpoints.purged(filter, through),
    },
    rows: {
      ...watchedRows(world, expected),
      inserted: (process, rows) => leases(process, rows),
    },
    pointer: (process, key, value) => checkpoints.accepted(process, key, value),
  });
  const leases = watchedLeases(world, stores.stream, stores.tokens);
  const checkpoints = watchedCheckpoints({
    world,
    stream: stores.stream,
    pointers: stores.pointers,
    readings: stores.rows.readings,
    versionOf: (sequence) => versionOf(GENERATION, sequence),
    readingsIn: (sequence) => counts.get(sequence) ?? 0,
  });
  return stores;
}
