import { partitionOf } from '@citywatt/reading-stream/partition';
import type { OwnedPartition } from '../src/worker/owned-partition.ts';
import { type MadeCity, PARTITIONS } from './made-city.ts';
import type { SimulatedStores } from './simulated-stores.ts';
import { SimulatedWorker } from './simulated-worker.ts';
import type { World } from './world.ts';

export const MOST_WORKERS = 3;

/** Keeps one to three workers running: starts another for each that has ended. */
export class Supervisor {
  readonly #world: World;
  readonly #stores: SimulatedStores;
  readonly #city: MadeCity;
  #workers: SimulatedWorker[] = [];
  #wanted: number;
  #starting = 0;
  #serial = 0;

  constructor(world: World, stores: SimulatedStores, city: MadeCity, workers: number) {
    this.#world = world;
    this.#stores = stores;
    this.#city = city;
    this.#wanted = workers;
  }

  /** Once a second. */
  look(): void {
    const { faults, random, time } = this.#world;
    this.#workers = this.#workers.filter(({ process }) => process.alive);
    if (faults.happens('worker added')) this.#wanted = Math.min(this.#wanted + 1, MOST_WORKERS);
    for (const worker of this.#workers) {
      if (worker.stopping) continue;
      if (faults.happens('pause')) worker.process.stopFor(random.integer(1_000, 12_000));
      else if (faults.happens('worker stopped')) worker.stop();
    }
    const running = this.#workers.filter(({ stopping }) => !stopping).length;
    for (let missing = this.#wanted - running - this.#starting; missing > 0; missing--) {
      this.#starting++;
      time.after(random.integer(0, 3_000), undefined, () => {
        this.#starting--;
        this.#start();
      });
    }
  }

  /** Whoever stands still goes on. */
  wake(): void {
    for (const { process } of this.#workers) process.stoppedUntil = 0;
  }

  killAll(): void {
    for (const { process } of this.#workers) process.crash('is killed');
  }

  /**
   * Every partition with a district has an owner that has applied and flushed all up to a message, nothing waits for
   * repair, and nobody does the work of what is another's.
   */
  restsAt(sequence: number): boolean {
    if (this.#withoutLease.length > 0) return false;
    return this.#city.districts.every((district) => {
      const owned = this.#ownerOf(partitionOf(district));
      return owned !== undefined && owned.flushed >= sequence && owned.repairMarks === 0;
    });
  }

  /** When each partition's owner wrote its last checkpoint, by the owner's clock. */
  get savedAt(): readonly (number | undefined)[] {
    return Array.from({ length: PARTITIONS }, (_, partition) => this.#ownerOf(partition)?.savedAt);
  }

  /** What workers do the work of without a right to it: for a moment at most. */
  get #withoutLease(): readonly OwnedPartition[] {
    return this.#workers
      .filter(({ process }) => process.alive)
      .flatMap(({ worker }) => worker.owned.filter(({ lease }) => !lease.holds()));
  }

  unrest(): string {
    const ended = this.#withoutLease.map(({ number }) => `partition ${number} is worked on without a lease`);
    const waiting = this.#city.districts.map((district) => {
      const partition = partitionOf(district);
      const owned = this.#ownerOf(partition);
      if (!owned) return `partition ${partition} has no owner`;
      const marks = owned.state.districts.get(
        `${district.tenant}/${district.city}/${district.district}`,
      )?.marks;
      return `partition ${partition} is flushed up to ${owned.flushed}, ${district.district} waits for ${JSON.stringify(marks)}`;
    });
    return [...ended, ...waiting].join('; ');
  }

  #ownerOf(partition: number) {
    const owners = this.#workers
      .filter(({ process }) => process.alive)
      .flatMap(({ worker }) =>
        worker.owned.filter((owned) => owned.number === partition && owned.lease.holds()),
      );
    return owners.sort((a, b) => b.hold.epoch - a.hold.epoch)[0];
  }

  #start(): void {
    if (this.#world.faults.happens('checkpoint unusable')) this.#spoil();
    const name = `worker-${++this.#serial}`;
    this.#world.say(`${name} starts`);
    this.#workers.push(new SimulatedWorker(this.#world, this.#stores, name));
  }

  /** Everything ends, and code of another version of the state begins. */
  rollOut(): void {
    this.killAll();
    for (const district of this.#city.districts) this.#spoilOf(partitionOf(district));
  }

  /** A checkpoint of code that is not this one's, left by an owner that is gone. */
  #spoil(): void {
    const partition = partitionOf(this.#world.random.pick(this.#city.districts));
    if (!this.#ownerOf(partition)) this.#spoilOf(partition);
  }

  #spoilOf(partition: number): void {
    const { pointers } = this.#stores;
    const value = pointers.value(String(partition));
    if (value === undefined) return;
    this.#world.say(`the checkpoint of ${partition} cannot be used`);
    pointers.put(String(partition), JSON.stringify({ ...JSON.parse(value), stateVersion: 999_999 }));
  }
}
