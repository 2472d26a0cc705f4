import { setTimeout as delay } from 'node:timers/promises';
import type { StoredCity } from './store.ts';

/** Reads the windows of a city all the time, as the page on the wall does. */
export interface Sampler {
  /** Each time that a window's value was lower than it had been, in words; empty when that may be and is not looked for. */
  readonly falls: readonly string[];
  readonly samples: number;
  /** Energy of all quarter hours as the last sample showed it. */
  readonly energy: number;
  stop(): Promise<void>;
}

const EVERY_MS = 300;
/** Minutes before the latest one seen that are still looked at: the processor may change two hours in the ordinary way. */
const MINUTES_BACK_MS = 3 * 3_600_000;
const SHOWN = 20;

export function startSampler(stored: StoredCity, mayFall: boolean): Sampler {
  const stopping = new AbortController();
  const seen = new Map<string, number>();
  const falls: string[] = [];
  let latestMinute = 0;
  let samples = 0;
  let energySeen = 0;

  async function sample() {
    const minutesFrom = latestMinute - MINUTES_BACK_MS;
    const windows = await stored.windows(minutesFrom);
    const gone = new Set(
      [...seen.keys()].filter((name) => !name.startsWith('minute ') || startOf(name) >= minutesFrom),
    );
    let energyNow = 0;
    for (const { resolution, key, energy } of windows) {
      const name = `${resolution} ${key}`;
      gone.delete(name);
      const before = seen.get(name) ?? 0;
      if (energy < before) fallen(name, before, energy);
      seen.set(name, energy);
      if (resolution === 'quarter-hour') energyNow += energy;
      if (resolution === 'minute') latestMinute = Math.max(latestMinute, startOf(name));
    }
    for (const name of gone) {
      fallen(name, seen.get(name)!, 0);
      seen.delete(name);
    }
    energySeen = energyNow;
    samples++;
  }

  function fallen(name: string, before: number, now: number) {
    if (mayFall || falls.length >= SHOWN) return;
    falls.push(`${name}: from ${before} to ${now} mWh at ${new Date().toISOString()}`);
  }

  async function run() {
    while (!stopping.signal.aborted) {
      // A store that is away shows nothing: then there is nothing to compare.
      await sample().catch(() => {});
      await delay(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const ended = run();
  return {
    falls,
    get samples() {
      return samples;
    },
    get energy() {
      return energySeen;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

const startOf = (name: string) => Number(name.slice(name.lastIndexOf(' ') + 1));
