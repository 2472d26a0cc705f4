import type { CustomerClass, Register } from '@citywatt/sensor-directory/directory';

/**
 * `feeder`: a share of the district's load, the sum of many delivery points. `household`: a fitted day with the scatter
 * of real ones. `business`: the district's own shape.
 */
export type SensorShape = 'feeder' | 'household' | 'business';

export interface CitySensor {
  /** Tells its noise from all others'; the same at every start. */
  readonly stream: number;
  readonly name: string;
  readonly district: string;
  readonly shape: SensorShape;
  readonly register: Register;
  readonly customerClass: CustomerClass;
  readonly deliveryPoints: number;
  readonly location: { readonly latitude: number; readonly longitude: number };
  /** Its reading arrives this long after the interval's end: concentrators ask their meters in turn. */
  readonly lagMs: number;
  /** Feeder: share of the district's load. Others: mean kilowatts of the year. */
  readonly scale: number;
}

/** What one sensor showed; for a cumulative register `start` is `end` and the value is what it stood at. */
export interface SimulatedReading {
  readonly sensor: CitySensor;
  readonly start: number;
  readonly end: number;
  readonly milliwattHours: number;
}
