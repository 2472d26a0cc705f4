import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { framesSubject } from '@citywatt/reading-stream/subjects';
import type { Doors } from './doors.ts';
import type { MadeCity } from './made-city.ts';
import type { Poison } from './poison.ts';
import type { SimulatedStores } from './simulated-stores.ts';
import type { Supervisor } from './supervisor.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
const EVERY_MS = 1_000;

interface Troubled {
  readonly world: World;
  readonly city: MadeCity;
  readonly stores: SimulatedStores;
  readonly doors: Doors;
  readonly supervisor: Supervisor;
  readonly poison: Poison;
}

/** Faults that come by themselves, looked for once a second. */
export function startTroubles({ world, city, stores, doors, supervisor, poison }: Troubled): void {
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
      const to = from + random.integer(1, 3) * HOUR_MS;
      const rebuild = encodeControl({ type: 'rebuild', tenant, city: city.city, district, from, to });
      void doors.control(partitionOf(directory), rebuild);
    }
    if (faults.happens('poison message')) {
      const partition = partitionOf(random.pick(city.districts));
      const frame = stores.stream.log.findLast(({ subject }) => subject === framesSubject(partition));
      const { subject, data } = poison.make(random, partition, frame?.data);
      void doors.publish(subject, data);
    }
    supervisor.look();
    time.after(EVERY_MS, undefined, look);
  };
  look();
}
