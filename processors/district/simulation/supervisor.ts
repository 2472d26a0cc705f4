import { partitionOf } from '@citywatt/reading-stream/partition';
import type { MadeCity } from './made-city.ts';
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

  /** Every partition with a district has an owner that has applied and flushed all up to a message, and nothing waits for repair. */
  restsAt(sequence: number): boolean {
    return this.#city.districts.every((district) => {
      const owned = this.#ownerOf(partitionOf(district));
      return owned !== undefined && owned.flushed >= sequence && owned.repairMarks === 0;
    });
  }

  unrest(): string {
    return this.#city.districts
      .map((district) => {
        const partition = partitionOf(district);
        const owned = this.#ownerOf(partition);
        if (!owned) return `partition ${partition} has no owner`;
        const marks = owned.state.districts.get(
          `${district.tenant}/${district.city}/${district.district}`,
        )?.marks;
        return `partition ${partition} is flushed up to ${owned.flushed}, ${district.district} waits for ${JSON.stringify(marks)}`;
      })
      .join('; ');
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
    this.#workers.push(new SimulatedWorker(this.#world, this.#stores, this.#city, name));
  }

  /** A checkpoint of code that is not this one's, left by an owner that is gone. */
  #spoil(): void {
    const { pointers } = this.#stores;
    const partition = partitionOf(this.#world.random.pick(this.#city.districts));
    const value = pointers.value(String(partition));
    if (value === undefined || this.#ownerOf(partition)) return;
    this.#world.say(`the checkpoint of ${partition} cannot be used`);
    pointers.put(String(partition), JSON.stringify({ ...JSON.parse(value), stateVersion: 999_999 }));
  }
}
