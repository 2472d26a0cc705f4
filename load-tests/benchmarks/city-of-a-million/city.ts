import { encodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import {
  ACTIVE_IMPORT_CUMULATIVE,
  ACTIVE_IMPORT_INTERVAL,
  ACTIVE_IMPORT_POWER,
} from '@citywatt/reading-stream/reading';
import { controlSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import type { JetStreamClient } from '@nats-io/jetstream';

/** When the city's own time begins. */
export const DATA_FROM = Date.parse('2026-01-05T10:00:00Z');
export const REGISTER_MS = 60_000;
export const INTERVAL_MS = 900_000;
export const GAUGE_MS = 10_000;

const DISTRICT_SENSORS = 1_000;
const REGISTER_SHARE = 0.9;
const INTERVAL_SHARE = 0.09;

/** A city whose clock is its data: a million sensors send 16,100 readings a second of their own time. */
export interface CityOptions {
  readonly city: string;
  readonly sensors: number;
  readonly seed: number;
}

/** A district's sensors are numbered by kind: registers, then intervals, then gauges. */
export interface DistrictPlan {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly registers: number;
  readonly intervals: number;
  readonly gauges: number;
}

export function districtsOf({ city, sensors }: CityOptions): readonly DistrictPlan[] {
  return Array.from({ length: Math.ceil(sensors / DISTRICT_SENSORS) }, (_, index) => {
    const count = Math.min(DISTRICT_SENSORS, sensors - index * DISTRICT_SENSORS);
    const registers = Math.floor(count * REGISTER_SHARE);
    const intervals = Math.floor(count * INTERVAL_SHARE);
    const district = `district-${index}`;
    return { tenant: 'demo', city, district, registers, intervals, gauges: count - registers - intervals };
  });
}

/** Readings that the city sends in a second of its own time. */
export const readingsASecond = (options: CityOptions) =>
  districtsOf(options).reduce(
    (sum, { registers, intervals, gauges }) =>
      sum +
      registers / (REGISTER_MS / 1_000) +
      intervals / (INTERVAL_MS / 1_000) +
      gauges / (GAUGE_MS / 1_000),
    0,
  );

function directoryOf(plan: DistrictPlan): DistrictDirectory {
  const { tenant, city, district, registers, intervals, gauges } = plan;
  const kindOf = (number: number) => (number < registers ? 0 : number < registers + intervals ? 1 : 2);
  return {
    tenant,
    city,
    district,
    revision: 1,
    name: district,
    timeZone: 'Europe/Lisbon',
    clock: 'data',
    boundary: [],
    areaKm2: 1,
    registerSets: [
      [{ code: ACTIVE_IMPORT_CUMULATIVE, kind: 'cumulative', intervalMs: REGISTER_MS, maximumWatts: 50_000 }],
      [{ code: ACTIVE_IMPORT_INTERVAL, kind: 'interval', intervalMs: INTERVAL_MS }],
      [{ code: ACTIVE_IMPORT_POWER, kind: 'gauge', intervalMs: GAUGE_MS }],
    ],
    sensors: Array.from({ length: registers + intervals + gauges }, (_, number) => ({
      name: `${district}-${number}`,
      number,
      registerSet: kindOf(number),
      customerClass: number % 5 === 0 ? ('commercial' as const) : ('residential' as const),
      deliveryPoints: 1,
      active: true,
    })),
  };
}

export async function publishDirectories(stream: JetStreamClient, options: CityOptions): Promise<void> {
  for (const plan of districtsOf(options)) {
    const { tenant, city, district } = plan;
    const directory = packDirectory(directoryOf(plan));
    const message = encodeControl({
      type: 'directory.changed',
      tenant,
      city,
      district,
      revision: 1,
      directory,
    });
    await stream.publish(controlSubject(partitionOf(plan)), message);
  }
}

/** Closes all windows of the city. */
export async function endData(stream: JetStreamClient, options: CityOptions): Promise<void> {
  const message = encodeControl({ type: 'data.ended', tenant: 'demo', city: options.city });
  const partitions = new Set(districtsOf(options).map(partitionOf));
  for (const partition of partitions) await stream.publish(controlSubject(partition), message);
}
