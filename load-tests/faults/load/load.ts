import { setTimeout as delay } from 'node:timers/promises';
import type { Seeded } from '@citywatt/test-harness/seeded';
import type { Acknowledged, Recount } from '../judge/recount.ts';
import type { LoadedCity } from './city.ts';
import type { DoorClient } from './door-client.ts';
import { linesOf, requestsOf, type SentReading } from './readings.ts';

export interface LoadOptions {
  readonly city: LoadedCity;
  readonly door: DoorClient;
  readonly random: Seeded;
  /** Told of every reading that the door has acknowledged, in the order in which a sensor's came. */
  readonly recount: Recount;
  /** At least so many are sent. */
  readonly readings: number;
  readonly readingsPerSecond: number;
  /** How often each request is sent: more than once for a client that repeats itself. */
  readonly times?: number;
}

/** Readings of a city, each district's one after the other, until it is told to end and has sent enough. */
export interface Load {
  /** Acknowledged so far, repeats not counted. */
  readonly readings: number;
  /** As the windows hold it, of what is acknowledged. Milliwatt-hours. */
  readonly energy: number;
  /** No pauses from here on. */
  hurry(): void;
  /** Resolves when everything is sent and acknowledged. */
  finish(): Promise<void>;
}

const PAUSE_AT_LEAST_MS = 5;

export function startLoad(options: LoadOptions): Load {
  const { city, door, recount, readingsPerSecond } = options;
  const rate = readingsPerSecond / city.districts.length / 1_000;
  const quota = options.readings / city.districts.length;
  let finishing = false;
  let hurrying = false;
  let readings = 0;
  const lanes = city.districts.map(async (district) => {
    let sent = 0;
    for (const request of requestsOf(city, district, options.random.fork(district))) {
      if (finishing && sent >= quota) return;
      const startedAt = performance.now();
      const lines = linesOf(request);
      await Promise.all(Array.from({ length: options.times ?? 1 }, () => door.send(lines)));
      for (const reading of request) recount.add(acknowledged(reading));
      readings += request.length;
      sent += request.length;
      const pause = request.length / rate - (performance.now() - startedAt);
      if (!hurrying && pause > PAUSE_AT_LEAST_MS) await delay(pause);
    }
  });
  const ended = Promise.all(lanes);
  // Awaited by `finish`; until then its failure must not end the process.
  ended.catch(() => {});
  return {
    get readings() {
      return readings;
    },
    get energy() {
      return recount.energy;
    },
    hurry() {
      hurrying = true;
    },
    async finish() {
      finishing = true;
      hurrying = true;
      await ended;
    },
  };
}

export function acknowledged({ sensor, at, value }: SentReading): Acknowledged {
  const lengthMs = sensor.kind === 'interval' ? sensor.everyMs : 0;
  return { district: sensor.district, sensor: sensor.name, start: at - lengthMs, lengthMs, value };
}
