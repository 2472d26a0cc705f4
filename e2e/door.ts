import type { TestPlatform } from '@citywatt/test-harness/platform';

export interface SimpleReading {
  /** Seconds since 1970 UTC: the end of the minute. */
  readonly timestamp: number;
  readonly geographic_coordinate: { readonly latitude: number; readonly longitude: number };
  /** Kilowatt-hours. */
  readonly energy_usage: number;
}

/** POST /ingest as any sensor gateway would. */
export function postReadings(
  platform: TestPlatform,
  key: string,
  readings: readonly SimpleReading[],
): Promise<Response> {
  return fetch(`${platform.doorUrl}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(readings),
  });
}

/** A point within Benfica, the district 1500; each number is a sensor of its own. */
export const pointInBenfica = (number: number) => ({
  latitude: 38.745 + (number % 50) / 10_000,
  longitude: -9.19 + Math.floor(number / 50) / 10_000,
});
