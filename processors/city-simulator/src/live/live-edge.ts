import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@citywatt/service-runtime/logger';
import { counter } from '@citywatt/service-runtime/metrics';
import type { SimulatedReading } from '../city/city-sensor.ts';
import type { Faults } from '../city/faults.ts';
import type { LivingCity } from '../city/living-city.ts';
import type { Door } from '../door/door.ts';
import { readingLines } from '../door/reading-lines.ts';
import { dueReadings } from './due-readings.ts';
import type { LivePosition } from './live-position.ts';

export interface LiveEdgeOptions {
  readonly city: LivingCity;
  readonly faults: Faults;
  readonly door: Door;
  readonly position: LivePosition;
  readonly save: (position: LivePosition) => Promise<void>;
  readonly now: () => number;
  readonly logger: Logger;
}

export interface LiveEdge {
  /** Runs until the signal aborts; rejects with its reason. */
  run(signal: AbortSignal): Promise<never>;
  /** How far the accepted readings are behind now. */
  behindMs(): number;
}

const STEP_MS = 1_000;
/** After downtime the city comes back in spans of this length, each in the order of event time. */
const LONGEST_SPAN_MS = 600_000;
const REQUEST_READINGS = 4_000;
const SAVE_EACH_MS = 5_000;

const sent = counter('citywatt_city_readings_total', 'Readings of the living city that the door took', [
  'part',
]);
const refused = counter(
  'citywatt_city_rejected_total',
  'Readings of the living city that the door rejected',
  ['code'],
);

/** Sends what becomes due, in order and one request at a time, so that no sensor's readings overtake each other. */
export function createLiveEdge(options: LiveEdgeOptions): LiveEdge {
  const { city, faults, door, now, logger } = options;
  let position = options.position;
  let savedAt = 0;

  async function sendDue(until: number, signal: AbortSignal) {
    const due = dueReadings(city, faults, position.acceptedUntil, until, position.liveFrom);
    for (let at = 0; at < due.length; at += REQUEST_READINGS) {
      await sendReadings(door, 'live', due.slice(at, at + REQUEST_READINGS), signal, logger);
    }
    position = { ...position, acceptedUntil: until };
    // A crash before this is written repeats a few readings with the same values: duplicates, which count once.
    if (now() - savedAt >= SAVE_EACH_MS) {
      await options.save(position);
      savedAt = now();
    }
  }

  return {
    async run(signal) {
      try {
        for (;;) {
          const until = Math.min(now(), position.acceptedUntil + LONGEST_SPAN_MS);
          if (until > position.acceptedUntil) await sendDue(until, signal);
          signal.throwIfAborted();
          if (now() - position.acceptedUntil < STEP_MS) {
            await delay(STEP_MS - (now() % STEP_MS), undefined, { signal });
          }
        }
      } finally {
        // What cannot be written now is sent again at the next start.
        await options.save(position).catch((err: unknown) => logger.warn({ err }, 'live position not kept'));
      }
    },
    behindMs: () => now() - position.acceptedUntil,
  };
}

/** One request; counts what was taken and what was rejected. */
export async function sendReadings(
  door: Door,
  part: 'live' | 'history',
  readings: readonly SimulatedReading[],
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  if (readings.length === 0) return;
  const answer = await door.send(readingLines(readings), signal);
  sent.inc({ part }, answer.accepted);
  for (const { code } of answer.rejections) refused.inc({ code });
  const [first] = answer.rejections;
  if (first) logger.warn({ rejected: answer.rejected, first }, 'the door rejected readings');
}
