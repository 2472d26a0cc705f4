import { encodeControl } from '@citywatt/reading-stream/control';
import { FrameCursor, FrameWriter } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject, framesSubject, TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import { encodeTick, tickMessageId } from '@citywatt/reading-stream/tick';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { type MadeCity, type MadeReading, TENANT } from './made-city.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedServer } from './simulated-server.ts';
import type { SimulatedStream } from './simulated-stream.ts';
import type { World } from './world.ts';

const TICK_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 400;
const AGAIN_AFTER_MS = 200;
/** An actor holds back what is further ahead of the last tick than 15 minutes. */
const AHEAD_OF_TICK_MS = 14 * 60_000;
const FRAME_READINGS = 40;

/** Whatever publishes readings, ticks and control messages: repeats each until it is acknowledged. */
export class Doors {
  /** Readings whose frame was acknowledged. */
  acknowledged = 0;
  readonly #world: World;
  readonly #server: SimulatedServer;
  readonly #stream: SimulatedStream;
  readonly #city: MadeCity;
  readonly #process: SimulatedProcess;
  /** By partition: what has come in and is not sent. */
  readonly #waiting = new Map<number, MadeReading[]>();
  readonly #sending = new Set<number>();
  readonly #keys = new Map<string, SegmentKey>();
  #next = 0;
  #lastTick = 0;

  constructor(world: World, server: SimulatedServer, stream: SimulatedStream, city: MadeCity) {
    this.#world = world;
    this.#server = server;
    this.#stream = stream;
    this.#city = city;
    this.#process = new SimulatedProcess(world, 'doors', false);
  }

  /** Everything that came in is acknowledged. */
  get idle(): boolean {
    return (
      this.#next === this.#city.deliveries.length && this.#waiting.size === 0 && this.#sending.size === 0
    );
  }

  async open(): Promise<void> {
    for (const directory of this.#city.districts) {
      const { tenant, city, district, revision } = directory;
      const packed = packDirectory(directory);
      await this.control(
        partitionOf(directory),
        encodeControl({ type: 'directory.changed', tenant, city, district, revision, directory: packed }),
      );
    }
    void this.#every(TICK_EVERY_MS, () => this.#tick());
    void this.#every(LOOK_EVERY_MS, () => this.#send());
  }

  control(partition: number, data: Uint8Array): Promise<unknown> {
    return this.#publish(controlSubject(partition), data);
  }

  /** Readings from outside the plan, sent with the next frames. */
  add(readings: readonly MadeReading[]): void {
    for (const reading of readings) {
      const partition = partitionOf({ tenant: TENANT, city: this.#city.city, district: reading.district });
      const waiting = this.#waiting.get(partition);
      if (waiting) waiting.push(reading);
      else this.#waiting.set(partition, [reading]);
    }
  }

  async #every(ms: number, work: () => void): Promise<void> {
    for (;;) {
      work();
      // At the beginning of a second, as ticks are.
      await this.#process.clock.sleep(ms - (this.#world.time.now % ms));
    }
  }

  #tick(): void {
    const { faults, random } = this.#world;
    if (faults.happens('tick missing')) return;
    let time = this.#world.wallTime();
    if (faults.happens('tick jumps ahead')) time += random.integer(1_000, 7_200_000);
    else if (faults.happens('tick goes back')) time -= random.integer(1_000, 7_200_000);
    const wall = this.#world.wallTime();
    this.#request(TICK_SUBJECT, encodeTick(time), tickMessageId(time)).then(
      () => {
        this.#lastTick = Math.max(this.#lastTick, Math.min(time, wall));
      },
      () => {},
    );
  }

  #send(): void {
    const { deliveries, districts } = this.#city;
    const wall = this.#world.wallTime();
    while (this.#next < deliveries.length && deliveries[this.#next]!.at <= wall) {
      this.add([deliveries[this.#next++]!.reading]);
    }
    const latest =
      districts[0]!.clock === 'data' ? Number.POSITIVE_INFINITY : this.#lastTick + AHEAD_OF_TICK_MS;
    for (const [partition, waiting] of this.#waiting) {
      if (this.#sending.has(partition)) continue;
      let count = 0;
      while (count < waiting.length && count < FRAME_READINGS && waiting[count]!.time <= latest) count++;
      if (count === 0) continue;
      const readings = waiting.splice(0, count);
      if (waiting.length === 0) this.#waiting.delete(partition);
      void this.#sendFrame(partition, readings);
    }
  }

  async #sendFrame(partition: number, readings: readonly MadeReading[]): Promise<void> {
    this.#sending.add(partition);
    const writer = new FrameWriter();
    for (const reading of readings)
      writer.add(this.#keyOf(reading), reading.sensor, reading.time, reading.value);
    const frame = writer.take(this.#world.wallTime());
    await this.#publish(framesSubject(partition), frame);
    this.acknowledged += readings.length;
    this.#sending.delete(partition);
  }

  async #publish(subject: string, data: Uint8Array): Promise<void> {
    for (;;) {
      try {
        await this.#request(subject, data);
        return;
      } catch {
        await this.#process.clock.sleep(AGAIN_AFTER_MS);
      }
    }
  }

  #request(subject: string, data: Uint8Array, messageId?: string): Promise<number> {
    return this.#server.request(this.#process, `publish ${subject}`, () =>
      this.#stream.take(subject, data, messageId),
    );
  }

  #keyOf({ district, kind, intervalMs, mark }: MadeReading): SegmentKey {
    const name = `${district}/${kind}/${intervalMs}/${mark}`;
    let key = this.#keys.get(name);
    if (!key) {
      const { registerSets } = this.#city.districts[0]!;
      const { code } = registerSets.find(([register]) => register!.kind === kind)![0]!;
      key = {
        tenant: TENANT,
        city: this.#city.city,
        district,
        register: code,
        kind,
        quality: 'measured',
        intervalMs: kind === 'interval' ? intervalMs : 0,
        ...(mark && { mark }),
      };
      this.#keys.set(name, key);
    }
    return key;
  }
}

const cursor = new FrameCursor();

/** The readings of a frame, in the order in which they apply. */
export function readingsIn(data: Uint8Array, city: MadeCity): MadeReading[] {
  const readings: MadeReading[] = [];
  cursor.open(data);
  while (cursor.next()) {
    const { district, kind, mark } = cursor.key;
    const directory = city.districts.find((known) => known.district === district)!;
    for (let index = 0; index < cursor.count; index++) {
      const sensor = cursor.sensorNumbers[index]!;
      const { intervalMs } = directory.registerSets[directory.sensors[sensor]!.registerSet]![0]!;
      readings.push({
        district,
        sensor,
        kind,
        intervalMs,
        time: cursor.times[index]!,
        value: cursor.values[index]!,
        ...(mark && { mark }),
      });
    }
  }
  return readings;
}
