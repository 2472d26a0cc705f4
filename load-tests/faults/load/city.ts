import { DEMO_TENANT } from '@citywatt/reading-stream/identity';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { ACTIVE_IMPORT_CUMULATIVE, ACTIVE_IMPORT_INTERVAL } from '@citywatt/reading-stream/reading';
import type { ProvisionRequest } from '@citywatt/sensor-directory/provision';

export const MINUTE_MS = 60_000;
export const QUARTER_HOUR_MS = 900_000;
export const TIME_ZONE = 'Europe/Lisbon';

export interface LoadedSensor {
  readonly name: string;
  readonly district: string;
  readonly kind: 'cumulative' | 'interval';
  readonly everyMs: number;
}

/** The city that one fault has to itself. Its clock is its data, so that hours of it pass in seconds. */
export interface LoadedCity {
  readonly city: string;
  readonly districts: readonly string[];
  readonly sensors: readonly LoadedSensor[];
}

/** Four of five sensors are registers read each minute, the others give intervals of a quarter hour. */
export function cityOf(city: string, districts: number, sensors: number): LoadedCity {
  const names = Array.from({ length: districts }, (_, index) => `d${index + 1}`);
  return {
    city,
    districts: names,
    sensors: Array.from({ length: sensors }, (_, index) => {
      const interval = Math.floor(index / districts) % 5 === 4;
      return {
        name: `${city}/${index}`,
        district: names[index % districts]!,
        kind: interval ? 'interval' : 'cumulative',
        everyMs: interval ? QUARTER_HOUR_MS : MINUTE_MS,
      };
    }),
  };
}

export function provisionRequestOf(city: LoadedCity): ProvisionRequest {
  return {
    tenant: DEMO_TENANT,
    city: { city: city.city, name: city.city, timeZone: TIME_ZONE, clock: 'data' },
    districts: city.districts.map((district) => ({
      district,
      name: district,
      sensors: city.sensors
        .filter((sensor) => sensor.district === district)
        .map(({ name, kind, everyMs }, index) => ({
          name,
          registers: [
            {
              code: kind === 'interval' ? ACTIVE_IMPORT_INTERVAL : ACTIVE_IMPORT_CUMULATIVE,
              kind,
              intervalMs: everyMs,
            },
          ],
          customerClass: index % 5 === 0 ? 'commercial' : 'residential',
          deliveryPoints: 1,
        })),
    })),
  };
}

/** The partitions in which the readings of a city stand. */
export const partitionsOf = (city: LoadedCity): number[] => [
  ...new Set(
    city.districts.map((district) => partitionOf({ tenant: DEMO_TENANT, city: city.city, district })),
  ),
];
