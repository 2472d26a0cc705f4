import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import type { Seeded } from '@citywatt/test-harness/seeded';
import { unnamedChunks } from './checkpoint-chunks.ts';
import type { Doors } from './doors.ts';
import type { ExpectedWindows } from './expected-windows.ts';
import { closingReadings, type MadeCity } from './made-city.ts';
import type { MadeReading } from './made-readings.ts';
import type { SimulatedStores } from './simulated-stores.ts';
import type { Supervisor } from './supervisor.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;
const REST_WITHIN_MS = 600_000;
const FAULTS_WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 100;
/** Hours that are open are repaired once a minute: of some workers in this time. */
const ROLLED_OUT_MS = 3_000;
/** Every checkpoint is due in it, and due again. */
const TIDY_WITHIN_MS = 60_000;
/** From when on an owner repairs only what differs, and some more. */
const SETTLED_MS = 134_000;

/** Shares of the seeds that come to it. */
const ROLLED_OUT = 0.15;
const STARTED_ANEW = 0.5;
const QUIET = 0.15;
const SETTLED = 0.12;

interface CourseOptions {
  readonly world: World;
  readonly city: MadeCity;
  readonly stores: SimulatedStores;
  readonly doors: Doors;
  readonly supervisor: Supervisor;
  readonly expected: ExpectedWindows;
}

/** What a simulation goes through: readings under faults, then none, a day's end, and all that may come after it. */
export class Course {
  readonly random: Seeded;
  readonly #options: CourseOptions;

  constructor(options: CourseOptions) {
    this.#options = options;
    this.random = options.world.random.fork('course');
  }

  async run(): Promise<void> {
    const { world, stores, doors, supervisor } = this.#options;
    const { time, faults } = world;
    let opened = false;
    void doors.open().then(() => {
      opened = true;
    });
    const loaded = () => opened && doors.idle;
    // Processors that die every other second never empty a full stream: then the faults end before the load does.
    await time.run(FAULTS_WITHIN_MS, loaded);
    faults.end();
    supervisor.wake();
    stores.nats.downUntil = 0;
    stores.clickhouse.downUntil = 0;
    world.say('no more faults');
    if (!(await time.run(time.now + REST_WITHIN_MS, loaded)))
      return world.violate('the doors were not rid of their readings');
    if (this.random.next() < ROLLED_OUT) await this.#rollOut();
    await this.#close();
    await this.rest();
    if (this.random.next() < STARTED_ANEW) await this.startAnew();
    if (this.random.next() < QUIET) await this.#quiet();
  }

  async startAnew(): Promise<void> {
    const { world, supervisor } = this.#options;
    if (world.violations.length > 0) return;
    world.say('everything is started anew');
    supervisor.killAll();
    await this.rest();
  }

  /** The night and more goes by without a reading, then each district hears of its first sensor. */
  async skipTo(wallTime: number): Promise<void> {
    const { world, city } = this.#options;
    world.skipWallTime(wallTime - world.wallTime());
    await this.add(closingReadings(city, Math.floor(wallTime / QUARTER_MS) * QUARTER_MS));
  }

  async add(readings: readonly MadeReading[]): Promise<void> {
    const { world, doors } = this.#options;
    doors.add(readings);
    const { time } = world;
    const sent = await time.run(time.now + REST_WITHIN_MS, () => doors.idle);
    if (!sent) world.violate('the doors were not rid of their readings');
  }

  /** Until every message is applied and flushed, and nothing waits for repair. */
  async rest(): Promise<void> {
    const { world, stores, supervisor } = this.#options;
    if (world.violations.length > 0) return;
    const { time } = world;
    const last = () => stores.stream.log.findLast(({ subject }) => subject !== TICK_SUBJECT)!.sequence;
    const rested = await this.#until(time.now + REST_WITHIN_MS, () => supervisor.restsAt(last()));
    if (!rested) world.violate(`nothing came to rest behind ${last()}: ${supervisor.unrest()}`);
  }

  /** Other values, long afterwards, for some of the readings that count. */
  revisions(count: number): MadeReading[] {
    const { expected } = this.#options;
    const revised = [...expected.counted()].filter(
      ({ kind, mark }) => kind !== 'cumulative' && mark !== 'confirmed',
    );
    return this.random
      .shuffle(revised)
      .slice(0, count)
      .map(({ mark: _, ...reading }, index) => ({
        ...reading,
        // More than any sensor has said, and less than what none can take.
        value: (reading.kind === 'interval' ? 2_000_001 : 2_001) + index,
      }));
  }

  async #until(until: number, done: () => boolean): Promise<boolean> {
    const { time } = this.#options.world;
    let lookAt = time.now;
    return await time.run(until, () => {
      if (time.now < lookAt) return false;
      lookAt = time.now + LOOK_EVERY_MS;
      return done();
    });
  }

  /** While hours are open every state is made anew, and nothing comes that could close them. */
  async #rollOut(): Promise<void> {
    const { world, supervisor } = this.#options;
    world.say('a new version is rolled out');
    world.met('new version rolled out');
    world.faults.count('checkpoint unusable');
    supervisor.rollOut();
    await world.time.run(world.time.now + ROLLED_OUT_MS, () => false);
  }

  /** A day later without a reading, and a last one in each district. */
  async #close(): Promise<void> {
    const { world, city, doors } = this.#options;
    if (city.clock === 'wall') {
      await this.skipTo(Math.max(world.wallTime(), city.until) + 28 * HOUR_MS);
      return;
    }
    const partitions = new Set(city.districts.map(partitionOf));
    const ended = encodeControl({ type: 'data.ended', tenant: city.districts[0]!.tenant, city: city.city });
    let open = partitions.size;
    for (const partition of partitions) {
      void doors.control(partition, ended).then(() => {
        open--;
      });
    }
    await world.time.run(world.time.now + REST_WITHIN_MS, () => open === 0);
  }

  /** Nothing fails and nothing comes until every owner has written its checkpoint: no chunk is left that none names. */
  async #quiet(): Promise<void> {
    const { world, stores, supervisor } = this.#options;
    if (world.violations.length > 0) return;
    world.met('quiet stretch');
    const { time } = world;
    const since = time.now;
    const before = supervisor.savedAt;
    const saved = () =>
      supervisor.savedAt.every((at, partition) => at !== undefined && at !== before[partition]);
    // While a checkpoint is written its first chunks are named by none yet.
    const tidy = await this.#until(
      since + TIDY_WITHIN_MS,
      () => saved() && unnamedChunks(stores).length === 0,
    );
    if (!tidy)
      world.violate(
        saved() ? `${unnamedChunks(stores)} are named by no checkpoint` : 'no checkpoint is written',
      );
    // Gaps may have been estimated meanwhile.
    await this.rest();
    if (this.random.next() >= SETTLED) return;
    world.met('settled repair');
    await time.run(since + SETTLED_MS, () => false);
    await this.add(this.revisions(3));
    await this.rest();
  }
}
