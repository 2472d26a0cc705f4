import { setTimeout as delay } from 'node:timers/promises';
import type { MeasurementClient } from '@citywatt/measurement-store/connection';

export interface Expected {
  readonly city: string;
  /** In the whole table: every reading that was ever sent. */
  readonly rawReadings: number;
  readonly energyMilliwattHours: number;
}

export interface Completed {
  /** ms since 1970 UTC. */
  readonly rawAt: number;
  readonly rollupsAt: number;
}

const EVERY_MS = 250;
const LIMIT_MS = 600_000;

const QUARTER_HOURS = `
  SELECT sum(energy_milliwatt_hours) FROM district_rollups FINAL
  WHERE tenant = 'demo' AND city = {city:String} AND resolution = 'quarter-hour'`;
const MINUTES = QUARTER_HOURS.replace('quarter-hour', 'minute');
const HOURS = QUARTER_HOURS.replace('quarter-hour', 'hour');
const SENSORS = QUARTER_HOURS.replace('district_rollups', 'sensor_rollups');

export class Incomplete extends Error {
  readonly code = 'INCOMPLETE';
}

/**
 * Waits until ClickHouse holds every raw reading, and minutes, quarter hours and sensors' quarter hours that add up to
 * what was sent, to the milliwatt-hour. @throws {Incomplete}
 */
export async function untilComplete(client: MeasurementClient, expected: Expected): Promise<Completed> {
  await until(client, 'SELECT count() FROM raw_readings', expected.rawReadings, expected.city);
  const rawAt = Date.now();
  for (const query of [QUARTER_HOURS, MINUTES, SENSORS]) {
    await until(client, query, expected.energyMilliwattHours, expected.city);
  }
  return { rawAt, rollupsAt: Date.now() };
}

/** Hours are the repair path's, at low priority: they come behind. */
export async function untilHoursComplete(client: MeasurementClient, expected: Expected): Promise<number> {
  await until(client, HOURS, expected.energyMilliwattHours, expected.city);
  return Date.now();
}

async function until(client: MeasurementClient, query: string, wanted: number, city: string) {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const answer = await client.query({ query, query_params: { city }, format: 'JSONCompactEachRow' });
    const [row] = await answer.json<[string]>();
    const found = Number(row?.[0] ?? 0);
    if (found === wanted) return;
    if (Date.now() > deadline) throw new Incomplete(`${query}: ${found}, expected ${wanted}`);
    await delay(EVERY_MS);
  }
}
