import { setTimeout as delay } from 'node:timers/promises';
import { encodeControl } from '@citywatt/reading-stream/control';
import { DEMO_TENANT } from '@citywatt/reading-stream/identity';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import { requestProvision } from '@citywatt/sensor-directory/provision';
import type { Seeded } from '@citywatt/test-harness/seeded';
import { jetstream } from '@nats-io/jetstream';
import type { Bed } from '../bed/bed.ts';
import type { KeptProcess } from '../bed/kept-process.ts';
import { judge } from '../judge/judge.ts';
import { Recount } from '../judge/recount.ts';
import { type Sampler, startSampler } from '../judge/sampler.ts';
import { openStoredCity, type StoredCity } from '../judge/store.ts';
import { type LoadedCity, provisionRequestOf, TIME_ZONE } from '../load/city.ts';
import { createDoorClient, type DoorClient } from '../load/door-client.ts';
import { acknowledged, type Load, startLoad } from '../load/load.ts';
import { linesOf, type SentReading } from '../load/readings.ts';
import { type FaultSize, NotRecovered } from './fault.ts';

const PROVISION_MS = 10_000;
const RECOVERY_DEADLINE_MS = 180_000;
const POLL_MS = 25;
const RETRY_MS = 200;

export interface FaultRunOptions {
  readonly bed: Bed;
  readonly city: LoadedCity;
  readonly size: FaultSize;
  readonly random: Seeded;
  readonly valuesMayFall: boolean;
  readonly readingsPerSecond: number;
}

/** One fault at work on a city of its own. */
export class FaultRun {
  readonly bed: Bed;
  readonly city: LoadedCity;
  readonly size: FaultSize;
  readonly random: Seeded;
  readonly door: DoorClient;
  readonly recount = new Recount(TIME_ZONE);
  readonly stored: StoredCity;
  readonly sampler: Sampler;
  /** SIGKILLs sent. */
  kills = 0;
  /** Faults of other kinds. */
  strikes = 0;
  /** Of each fault how long it took until the store showed more than had been acknowledged when it struck. */
  readonly recoveriesMs: number[] = [];
  readonly #options: FaultRunOptions;
  readonly #recovering: Promise<void>[] = [];
  #load: Load | undefined;
  #sent = 0;

  constructor(options: FaultRunOptions) {
    const { bed, city, size, random } = options;
    this.#options = options;
    this.bed = bed;
    this.city = city;
    this.size = size;
    this.random = random;
    this.door = createDoorClient(bed.doorUrl, bed.apiKey);
    this.stored = openStoredCity(bed.clickhouse, city.city);
    this.sampler = startSampler(this.stored, options.valuesMayFall);
  }

  /** Acknowledged so far. */
  get readings(): number {
    return this.#sent + (this.#load?.readings ?? 0);
  }

  async provision(): Promise<void> {
    const answer = await requestProvision(this.bed.connection, provisionRequestOf(this.city), PROVISION_MS);
    if (answer.status === 'refused') throw new Error(answer.reason);
  }

  /** The usual readings in their order, from now on; `times` for a client that sends each request so often. */
  startLoad(times = 1): Load {
    this.#load = startLoad({
      city: this.city,
      door: this.door,
      random: this.random.fork('load'),
      recount: this.recount,
      readings: this.size.readings,
      readingsPerSecond: this.#options.readingsPerSecond,
      times,
    });
    return this.#load;
  }

  /** Acknowledged readings that may not count. */
  sendUncounted(readings: readonly SentReading[]): Promise<void> {
    return this.door.send(linesOf(readings));
  }

  /** Readings of a fault's own, behind one another. */
  async send(readings: readonly SentReading[]): Promise<void> {
    await this.door.send(linesOf(readings));
    for (const reading of readings) this.recount.add(acknowledged(reading));
    this.#sent += readings.length;
  }

  process(name: string): KeptProcess {
    return this.bed.processes.get(name)!;
  }

  /** Resolves when the store shows something of the load: only then is there something to lose. */
  async underWay(): Promise<void> {
    await this.#untilShown(0);
  }

  /** SIGKILL; resolves when the process runs again. Its recovery is timed meanwhile. */
  async kill(name: string): Promise<void> {
    this.kills++;
    const restarted = this.process(name).kill();
    this.timeRecovery();
    await restarted;
  }

  /** Times how long it takes from now until the store shows more than is acknowledged now; resolves then. */
  timeRecovery(): Promise<void> {
    const startedAt = performance.now();
    const shown = this.#untilShown(this.recount.energy).then(() => {
      this.recoveriesMs.push(performance.now() - startedAt);
    });
    // Awaited by `finish`; until then its failure must not end the process.
    shown.catch(() => {});
    this.#recovering.push(shown);
    return shown;
  }

  /** The store shows all that was acknowledged when the last fault struck. @throws {NotRecovered} */
  async recovered(): Promise<void> {
    await Promise.all(this.#recovering);
  }

  /** Everything is sent, closed and stored as it has to be. @throws {NotRecovered} */
  async settled(): Promise<void> {
    await this.finish();
    const { differences } = await judge(this.stored, this.recount, RECOVERY_DEADLINE_MS);
    if (differences.length > 0) throw new NotRecovered(differences.join('; '));
  }

  /** The rest of the readings, all recoveries, and the end of the data, so that every window closes. */
  async finish(): Promise<void> {
    await this.recovered();
    await this.#load?.finish();
    await this.#endData();
  }

  async end(): Promise<void> {
    this.door.stop();
    await this.sampler.stop();
    await this.stored.close();
  }

  async #untilShown(energy: number): Promise<void> {
    const deadline = performance.now() + RECOVERY_DEADLINE_MS;
    while (this.sampler.energy <= energy) {
      if (performance.now() > deadline)
        throw new NotRecovered(
          `${RECOVERY_DEADLINE_MS / 1_000} s later the store shows ${this.sampler.energy} mWh, not more than ${energy}`,
        );
      await delay(POLL_MS);
    }
  }

  async #endData(): Promise<void> {
    const stream = jetstream(this.bed.connection);
    const { city, districts } = this.city;
    const key = { tenant: DEMO_TENANT, city };
    const partitions = new Set(['', ...districts].map((district) => partitionOf({ ...key, district })));
    for (const partition of partitions) {
      const message = encodeControl({ type: 'data.ended', ...key });
      for (;;) {
        try {
          await stream.publish(controlSubject(partition), message);
          break;
        } catch {
          await delay(RETRY_MS);
        }
      }
    }
  }
}
