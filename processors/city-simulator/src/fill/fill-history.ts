import { setTimeout as delay } from 'node:timers/promises';
import type { HistoryFill } from '@citywatt/sensor-directory/history-fill';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { LivingCity } from '../city/living-city.ts';
import type { Door } from '../door/door.ts';
import { sendReadings } from '../live/live-edge.ts';
import { chunkStart, historyReadings } from './history-chunk.ts';

export interface FillHistoryOptions {
  readonly city: LivingCity;
  readonly door: Door;
  readonly fill: HistoryFill;
  readonly save: (fill: HistoryFill) => Promise<void>;
  /** The live edge comes first: the fill waits while it is behind. */
  readonly liveBehindMs: () => number;
  readonly readingsPerSecond: number;
  readonly logger: Logger;
}

const REQUEST_READINGS = 4_000;
const LIVE_MAY_LAG_MS = 5_000;
const WAIT_MS = 500;

/** Fills from the live edge back, newest first, slowly enough that the live edge is not disturbed. */
export async function fillHistory(options: FillHistoryOptions, signal: AbortSignal): Promise<void> {
  const { city, door, logger, readingsPerSecond } = options;
  let { fill } = options;
  if (fill.filledFrom <= fill.from) return;
  // Its own: a pause in the middle must not be made up for by a burst.
  let freeAt = performance.now();

  async function turn(readings: number) {
    while (options.liveBehindMs() > LIVE_MAY_LAG_MS) await delay(WAIT_MS, undefined, { signal });
    const wait = freeAt - performance.now();
    if (wait > 0) await delay(wait, undefined, { signal });
    freeAt = Math.max(freeAt, performance.now() - WAIT_MS) + (readings / readingsPerSecond) * 1_000;
  }

  while (fill.filledFrom > fill.from) {
    const to = fill.filledFrom;
    const from = chunkStart(fill.from, to);
    for (const district of city.districts) {
      const readings = historyReadings(city, district, from, to);
      for (let at = 0; at < readings.length; at += REQUEST_READINGS) {
        const part = readings.slice(at, at + REQUEST_READINGS);
        await turn(part.length);
        await sendReadings(door, 'history', part, signal, logger);
      }
    }
    fill = { ...fill, filledFrom: from };
    await options.save(fill);
  }
  logger.info({ from: new Date(fill.from).toISOString() }, 'the history of the city is filled');
}
