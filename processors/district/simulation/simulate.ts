import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { framesSubject, TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import { seeded } from '@citywatt/test-harness/seeded';
import { versionOf } from '../src/actor/version.ts';
import { cleanPass, differences } from './clean-pass.ts';
import { Doors, readingsIn } from './doors.ts';
import { ExpectedWindows } from './expected-windows.ts';
import { type FaultKind, Faults } from './faults.ts';
import { finalWindowsAreExact } from './final-windows.ts';
import { closingReadings, type MadeCity, makeCity, PARTITIONS } from './made-city.ts';
import { takeReached } from './real-world-guard.ts';
import { SimulatedBucket, SimulatedChunks } from './simulated-bucket.ts';
import { SimulatedRowStore } from './simulated-row-store.ts';
import { SimulatedServer } from './simulated-server.ts';
import type { SimulatedStores } from './simulated-stores.ts';
import { SimulatedStream } from './simulated-stream.ts';
import { SimulatedMembers, SimulatedTokens } from './simulated-tokens.ts';
import { GENERATION } from './simulated-worker.ts';
import { MOST_WORKERS, Supervisor } from './supervisor.ts';
import { Trace } from './trace.ts';
import { VirtualTime } from './virtual-time.ts';
import { watchedCheckpoints } from './watched-checkpoints.ts';
import { watchedRows } from './watched-rows.ts';
import { World } from './world.ts';

const HOUR_MS = 3_600_000;
const MAX_BYTES = 100_000_000;
/** Virtual time that the readings take to come in. */
const LEAST_LOAD_MS = 6_000;
const GREATEST_LOAD_MS = 40_000;
const REST_WITHIN_MS = 600_000;
const LOOK_EVERY_MS = 100;
const LATEST_DELIVERY_MS = 8 * HOUR_MS;

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
  const loadMs = random.integer(LEAST_LOAD_MS, GREATEST_LOAD_MS);
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
  const stores = simulatedStores(world, city, expected);
  const doors = new Doors(world, stores.nats, stores.stream, city);
  const supervisor = new Supervisor(world, stores, city, random.integer(1, MOST_WORKERS));

  await drive(world, city, stores, doors, supervisor);
  finalWindowsAreExact({
    world,
    city,
    expected,
    rollups: stores.rows.rollups,
    closedBefore: city.until + 26 * HOUR_MS,
  });
  // A state that was made anew judges what comes again without what was known of the sensors: same energy, other quality.
  if (world.violations.length === 0 && !faults.counts.has('checkpoint unusable')) {
    const clean = await cleanPass(city, stores.stream.log, world.wallTime());
    if (!clean) world.violate('a clean pass does not come to rest');
    else for (const difference of differences(stores.rows.rollups, clean)) world.violate(difference);
  }
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
    readings: doors.acknowledged,
    events: time.events,
    virtualMs: time.now,
    lines: trace.lines,
  };
}

function simulatedStores(world: World, city: MadeCity, expected: ExpectedWindows): SimulatedStores {
  const nats = new SimulatedServer(world, 'nats');
  const clickhouse = new SimulatedServer(world, 'clickhouse');
  const counts = new Map<number, number>();
  const rows = new SimulatedRowStore(clickhouse, watchedRows(world, expected));
  const frames = new Set(city.districts.map((district) => framesSubject(partitionOf(district))));
  const stream: SimulatedStream = new SimulatedStream(world, nats, MAX_BYTES, {
    taken: ({ sequence, subject, data }) => {
      if (!frames.has(subject)) return;
      const readings = readingsIn(data, city);
      counts.set(sequence, readings.length);
      for (const reading of readings) expected.apply(sequence, reading);
    },
    purged: (_process, filter, through) => checkpoints.purged(filter, through),
  });
  const pointers: SimulatedBucket = new SimulatedBucket(nats, (process, key, value) =>
    checkpoints.accepted(process, key, value),
  );
  const checkpoints = watchedCheckpoints({
    world,
    stream,
    pointers,
    readings: rows.readings,
    versionOf: (sequence) => versionOf(GENERATION, sequence),
    readingsIn: (sequence) => counts.get(sequence) ?? 0,
  });
  return {
    nats,
    clickhouse,
    stream,
    pointers,
    chunks: new SimulatedChunks(nats),
    tokens: new SimulatedTokens(world, nats, PARTITIONS),
    members: new SimulatedMembers(world, nats),
    rows,
  };
}

async function drive(
  world: World,
  city: MadeCity,
  stores: SimulatedStores,
  doors: Doors,
  supervisor: Supervisor,
): Promise<void> {
  const { time, faults } = world;
  let opened = false;
  void doors.open().then(() => {
    opened = true;
  });
  troubles(world, city, stores, doors, supervisor);
  const loaded = await time.run(REST_WITHIN_MS, () => opened && doors.idle);
  if (!loaded) return world.violate('the doors were not rid of their readings');
  faults.end();
  supervisor.wake();
  stores.nats.downUntil = 0;
  stores.clickhouse.downUntil = 0;
  world.say('no more faults');
  await close(world, city, doors);
  await rest(world, stores, supervisor);
  if (world.violations.length > 0 || world.random.next() < 0.5) return;
  world.say('everything is started anew');
  supervisor.killAll();
  await rest(world, stores, supervisor);
}

/** A day later without a reading, and a last one in each district. */
async function close(world: World, city: MadeCity, doors: Doors): Promise<void> {
  const { time } = world;
  if (city.districts[0]!.clock === 'data') {
    const partitions = new Set(city.districts.map(partitionOf));
    const ended = encodeControl({ type: 'data.ended', tenant: city.districts[0]!.tenant, city: city.city });
    let open = partitions.size;
    for (const partition of partitions) {
      void doors.control(partition, ended).then(() => {
        open--;
      });
    }
    await time.run(time.now + REST_WITHIN_MS, () => open === 0);
    return;
  }
  const until = Math.max(world.wallTime(), city.until) + 28 * HOUR_MS;
  world.skipWallTime(until - world.wallTime());
  doors.add(closingReadings(city, Math.floor(until / 900_000) * 900_000));
  await time.run(time.now + REST_WITHIN_MS, () => doors.idle);
}

async function rest(world: World, stores: SimulatedStores, supervisor: Supervisor): Promise<void> {
  const last = stores.stream.log.findLast(({ subject }) => subject !== TICK_SUBJECT)!.sequence;
  const { time } = world;
  let lookAt = time.now;
  const rested = await time.run(time.now + REST_WITHIN_MS, () => {
    if (time.now < lookAt) return false;
    lookAt = time.now + LOOK_EVERY_MS;
    return supervisor.restsAt(last);
  });
  if (!rested) world.violate(`nothing came to rest behind ${last}: ${supervisor.unrest()}`);
}

const TROUBLE_EVERY_MS = 1_000;

/** Faults that come by themselves, looked for once a second. */
function troubles(
  world: World,
  city: MadeCity,
  stores: SimulatedStores,
  doors: Doors,
  supervisor: Supervisor,
): void {
  const { time, faults, random } = world;
  const look = () => {
    if (faults.happens('store down')) {
      stores.clickhouse.downUntil = time.now + random.integer(500, 20_000);
      world.say('clickhouse goes down');
    }
    if (faults.happens('store slow')) stores.clickhouse.slowUntil = time.now + random.integer(500, 20_000);
    if (faults.happens('stream down')) {
      stores.nats.downUntil = time.now + random.integer(500, 10_000);
      stores.stream.disconnect();
      world.say('nats goes down');
    }
    if (faults.happens('rebuild asked')) {
      const directory = random.pick(city.districts);
      const { tenant, district } = directory;
      const from = city.from + random.integer(0, 3) * HOUR_MS;
      const rebuild = encodeControl({
        type: 'rebuild',
        tenant,
        city: city.city,
        district,
        from,
        to: from + random.integer(1, 3) * HOUR_MS,
      });
      void doors.control(partitionOf(directory), rebuild);
    }
    supervisor.look();
    time.after(TROUBLE_EVERY_MS, undefined, look);
  };
  look();
}
