import { DEMO_TENANT } from '@citywatt/reading-stream/identity';
import { getHistoryFill, type HistoryFill, putHistoryFill } from '@citywatt/sensor-directory/history-fill';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { NatsConnection } from '@nats-io/nats-core';
import { createLivingCity, type LivingCity } from './city/living-city.ts';
import { DAY_MS, HOUR_MS, startOfLocalDay } from './city/local-time.ts';
import type { Door } from './door/door.ts';
import { untilKnownAtDoor } from './door/known-at-door.ts';
import { readingLines } from './door/reading-lines.ts';
import type { CityConfig } from './environment.ts';
import { fillHistory } from './fill/fill-history.ts';
import { createLiveEdge, type LiveEdge } from './live/live-edge.ts';
import { type LivePosition, livePositionStore } from './live/live-position.ts';
import { cityRequest, provision } from './provision/provision-city.ts';

const CITY = 'lisbon';
/** The live edge begins a whole hour and more back, so that the chart of the last hour is there at once. */
const LIVE_BACK_MS = HOUR_MS;

export interface LifeOptions {
  readonly config: CityConfig;
  readonly connection: NatsConnection;
  readonly door: Door;
  readonly now: () => number;
  readonly logger: Logger;
  /** Told what it waits for; undefined once it lives. */
  readonly onWaiting: (reason: string | undefined) => void;
  readonly onLive: (edge: LiveEdge) => void;
}

/** Provisions the city, then sends the live edge and fills the history behind it; ends only by the signal or an error. */
export async function live(options: LifeOptions, signal: AbortSignal): Promise<void> {
  const { config, connection, door, now, logger } = options;
  const city = createLivingCity(config.seed, config.householdsPerDistrict);
  for (const district of city.districts) {
    options.onWaiting(`registry is to make district ${district.district}`);
    await provision(connection, cityRequest(DEMO_TENANT, CITY, district), signal, options.onWaiting);
  }
  const positions = livePositionStore(connection, DEMO_TENANT, CITY);
  const position = await positionOf(await positions.get(), config, now());
  await positions.put(position);
  const fill = await historyOf(connection, config, position);
  options.onWaiting('the door is to know the sensors');
  await allKnownAtDoor(city, door, position, signal);

  const edge = createLiveEdge({ ...options, city, faults: config.faults, position, save: positions.put });
  options.onLive(edge);
  options.onWaiting(undefined);
  // When one fails the other must end too, before all is begun again.
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const parts: Promise<void>[] = [edge.run(both)];
  if (fill) {
    parts.push(
      fillHistory(
        {
          city,
          door,
          fill,
          save: (state) => putHistoryFill(connection, state),
          liveBehindMs: edge.behindMs,
          readingsPerSecond: config.historyReadingsPerSecond,
          logger,
        },
        both,
      ),
    );
  }
  for (const part of parts) part.catch((error: unknown) => failed.abort(error));
  await Promise.all(parts).finally(() => Promise.allSettled(parts));
}

function positionOf(stored: LivePosition | undefined, config: CityConfig, now: number): LivePosition {
  const city = `${config.seed}/${config.householdsPerDistrict}`;
  if (stored?.city === city && stored.acceptedUntil <= now) return stored;
  const liveFrom = Math.floor(now / HOUR_MS) * HOUR_MS - LIVE_BACK_MS;
  return { city, liveFrom, acceptedUntil: liveFrom };
}

/** The fill as far as it has come; begun on the first start and never again, whatever city lives here now. */
async function historyOf(
  connection: NatsConnection,
  config: CityConfig,
  position: LivePosition,
): Promise<HistoryFill | undefined> {
  const known = await getHistoryFill(connection, DEMO_TENANT, CITY);
  if (known || config.historyDays === 0) return known;
  const to = position.liveFrom;
  const from = startOfLocalDay(to - config.historyDays * DAY_MS);
  const fill = { tenant: DEMO_TENANT, city: CITY, from, to, filledFrom: to };
  await putHistoryFill(connection, fill);
  return fill;
}

/** The reading sent is one that was due already, so that it is a duplicate or the first of its kind. */
async function allKnownAtDoor(city: LivingCity, door: Door, position: LivePosition, signal: AbortSignal) {
  for (const { sensors } of city.districts) {
    const sensor = sensors.at(-1)!;
    const { intervalMs } = sensor.register;
    const end = Math.floor((position.acceptedUntil - sensor.lagMs) / intervalMs) * intervalMs;
    await untilKnownAtDoor(door, readingLines([city.reading(sensor, end)]), signal);
  }
}
