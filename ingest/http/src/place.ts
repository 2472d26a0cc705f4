import { type Rejection, rejected } from './item.ts';

export interface Place {
  /** `point:<lat>,<lon>` with 5 decimals, about a metre. */
  readonly sensorName: string;
  readonly latitude: number;
  readonly longitude: number;
}

function degrees(value: unknown, limit: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !(Math.abs(number) <= limit)) return undefined;
  // By way of the text that names the sensor, so that one name is one place; adding 0 makes -0 a plain 0.
  return Number(number.toFixed(5)) + 0;
}

export function placeOf(coordinate: unknown): Place | Rejection {
  const { latitude: givenLatitude, longitude: givenLongitude } = (coordinate ?? {}) as {
    latitude?: unknown;
    longitude?: unknown;
  };
  const latitude = degrees(givenLatitude, 90);
  if (latitude === undefined) {
    return rejected('malformed', 'geographic_coordinate.latitude', 'not degrees within -90 to 90');
  }
  const longitude = degrees(givenLongitude, 180);
  if (longitude === undefined) {
    return rejected('malformed', 'geographic_coordinate.longitude', 'not degrees within -180 to 180');
  }
  return { sensorName: `point:${latitude.toFixed(5)},${longitude.toFixed(5)}`, latitude, longitude };
}
