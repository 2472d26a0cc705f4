import { encodeControl } from '@citywatt/reading-stream/control';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { FULL_SHARE } from '@citywatt/reading-stream/stream-full';
import { controlSubject, framesSubject, TICK_SUBJECT } from '@citywatt/reading-stream/subjects';
import { encodeTick, tickMessageId } from '@citywatt/reading-stream/tick';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import type { MadeCity } from './made-city.ts';
import { TENANT } from './made-directory.ts';
import type { MadeReading } from './made-readings.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedStores } from './simulated-stores.ts';
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
  readonly #stores: SimulatedStores;
  readonly #city: MadeCity;
  readonly #process: SimulatedProcess;
  /** By partition: what has come in and is not sent. */
  readonly #waiting = new Map<number, MadeReading[]>();
  readonly #sending = new Set<number>();
  readonly #keys = new Map<string, SegmentKey>();
  #next = 0;
  #lastTick = 0;
  /** A sensor is not known before the message that names it is acknowledged: until then nothing comes in. */
  #changing = false;
  /** Of the stream, as it was said last. */
  #filled = 0;
  #bytesSince = 0;

  constructor(world: World, stores: SimulatedStores, city: MadeCity) {
    this.#world = world;
    this.#stores = stores;
    this.#city = city;
    this.#process = new SimulatedProcess(world, 'doors', false);
  }

  /** Everything that came in is acknowledged. */
  get idle(): boolean {
    return (
      this.#next === this.#city.deliveries.length &&
      this.#waiting.size === 0 &&
      this.#sending.size === 0 &&
      !this.#changing
    );
  }

  async open(): Promise<void> {
    await this.#change(this.#city.districts);
    void this.#every(TICK_EVERY_MS, () => this.#tick());
    void this.#every(TICK_EVERY_MS, () => this.#look());
    void this.#every(LOOK_EVERY_MS, () => this.#send());
  }

  control(partition: number, data: Uint8Array): Promise<unknown> {
    return this.publish(controlSubject(partition), data);
  }

  async publish(subject: string, data: Uint8Array): Promise<void> {
    await this.#untilDone(() => this.#request(subject, data));
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

  /** First the message in the stream, then the bucket, as the registry does. */
  async #change(directories: readonly DistrictDirectory[]): Promise<void> {
    this.#changing = true;
    for (const directory of directories) {
      const { tenant, city, district, revision } = directory;
      const packed = packDirectory(directory);
      await this.control(
        partitionOf(directory),
        encodeControl({ type: 'directory.changed', tenant, city, district, revision, directory: packed }),
      );
      await this.#untilDone(() => this.#stores.directory.put(this.#process, directory));
    }
    this.#changing = false;
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

  #look(): void {
    const { nats, stream } = this.#stores;
    const before = this.#bytesSince;
    nats
      .request(this.#process, 'state of readings', () => stream.filled)
      .then(
        (filled) => {
          this.#filled = filled;
          this.#bytesSince -= before;
        },
        () => {},
      );
  }

  #send(): void {
    this.#takeIn();
    if (this.#filled + this.#bytesSince / this.#stores.stream.maxBytes >= FULL_SHARE) {
      this.#world.met('stream full');
      return;
    }
    const latest = this.#city.clock === 'data' ? Number.POSITIVE_INFINITY : this.#lastTick + AHEAD_OF_TICK_MS;
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

  #takeIn(): void {
    const { deliveries } = this.#city;
    const wall = this.#world.wallTime();
    while (!this.#changing && this.#next < deliveries.length && deliveries[this.#next]!.at <= wall) {
      const delivery = deliveries[this.#next++]!;
      if ('reading' in delivery) this.add([delivery.reading]);
      else {
        this.#world.met('directory changed');
        void this.#change(delivery.directories);
      }
    }
    // However long they take to send it: the raw readings are not to outlive their time meanwhile.
    if (this.#next === deliveries.length) this.#world.endLeaps();
  }

  async #sendFrame(partition: number, readings: readonly MadeReading[]): Promise<void> {
    this.#sending.add(partition);
    const writer = new FrameWriter();
    for (const reading of readings)
      writer.add(this.#keyOf(reading), reading.sensor, reading.time, reading.value);
    const frame = writer.take(this.#world.wallTime());
    this.#bytesSince += frame.length;
    await this.publish(framesSubject(partition), frame);
    this.acknowledged += readings.length;
    this.#sending.delete(partition);
  }

  async #untilDone(attempt: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await attempt();
        return;
      } catch {
        await this.#process.clock.sleep(AGAIN_AFTER_MS);
      }
    }
  }

  #request(subject: string, data: Uint8Array, messageId?: string): Promise<number> {
    const { nats, stream } = this.#stores;
    return nats.request(this.#process, `publish ${subject}`, () => stream.take(subject, data, messageId));
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
