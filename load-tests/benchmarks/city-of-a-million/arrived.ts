import { setTimeout as delay } from 'node:timers/promises';
import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { Incomplete } from '../pipeline/completeness.ts';
import { type CityOptions, districtsOf } from './city.ts';
import type { ProducerReport } from './messages.ts';

const EVERY_MS = 250;
const ARRIVED_LIMIT_MS = 900_000;
const EXACT_LIMIT_MS = 3_600_000;

const RAW = 'SELECT sum(length(sensor_numbers)) FROM raw_segments WHERE city = {city:String}';
const CLOSED_DISTRICTS = `
  SELECT count() FROM district_rollups FINAL
  WHERE tenant = 'demo' AND city = {city:String} AND resolution = 'minute' AND state != 'provisional'
    AND window_start = toDateTime({lastMinute:UInt32}, 'UTC')`;
const energy = (table: string, resolution: string) => `
  SELECT sum(energy_milliwatt_hours) FROM ${table} FINAL
  WHERE tenant = 'demo' AND city = {city:String} AND resolution = '${resolution}'`;
const SUMS = [
  energy('sensor_rollups', 'quarter-hour'),
  ...['minute', 'quarter-hour', 'hour', 'day'].map((resolution) => energy('district_rollups', resolution)),
];

/**
 * Waits until the store has every reading that was sent, and of every district the last minute as final: the flush of
 * that has all before it. Resolves to when. @throws {Incomplete}
 */
export async function untilArrived(
  client: MeasurementClient,
  city: CityOptions,
  sent: ProducerReport,
  stored: { readonly raw: boolean },
): Promise<number> {
  const lastMinute = sent.lastMinute / 1_000;
  if (stored.raw) await until(client, RAW, { city: city.city }, sent.readings, ARRIVED_LIMIT_MS);
  await until(
    client,
    CLOSED_DISTRICTS,
    { city: city.city, lastMinute },
    districtsOf(city).length,
    ARRIVED_LIMIT_MS,
  );
  return Date.now();
}

/**
 * Waits until windows of every resolution add up to what was sent, to the milliwatt-hour: what came late by hours and
 * all hours and days are the repair path's. Resolves to when. @throws {Incomplete}
 */
export async function untilExact(
  client: MeasurementClient,
  city: CityOptions,
  sent: ProducerReport,
): Promise<number> {
  for (const sum of SUMS)
    await until(client, sum, { city: city.city }, sent.energyMilliwattHours, EXACT_LIMIT_MS);
  return Date.now();
}

async function until(
  client: MeasurementClient,
  query: string,
  parameters: Readonly<Record<string, string | number>>,
  wanted: number,
  limitMs: number,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await client.query({ query, query_params: parameters, format: 'JSONCompactEachRow' });
    const [row] = await answer.json<[string]>();
    const found = Number(row?.[0] ?? 0);
    if (found === wanted) return;
    if (Date.now() > deadline) throw new Incomplete(`${query}: ${found}, expected ${wanted}`);
    await delay(EVERY_MS);
  }
}
