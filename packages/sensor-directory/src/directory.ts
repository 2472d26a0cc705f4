import type { Quality, RegisterKind } from '@citywatt/reading-stream/reading';

/** Whose load it is; decides which privacy threshold its contributors count for. */
export type CustomerClass = 'residential' | 'commercial' | 'industrial' | 'public';

/** `wall`: ticks move time. `data`: time is the district's latest interval end (replay, benchmark). */
export type CityClock = 'wall' | 'data';

export interface Register {
  /** OBIS code, for example `1-0:1.8.0`. */
  readonly code: string;
  readonly kind: RegisterKind;
  /** Expected time between readings, and for interval consumption the interval's length. */
  readonly intervalMs: number;
  /** Cumulative register: it rolls over to 0 after this many milliwatt-hours; absent when it does not. */
  readonly rolloverMilliwattHours?: number;
  /** More than this in one hour is physically impossible for the sensor (watts of its connection). */
  readonly maximumWatts?: number;
}

export interface Sensor {
  /** Unique within the tenant; `point:<lat>,<lon>` for readings that name only a place. */
  readonly name: string;
  /** Number within its district, from 0, never reused. */
  readonly number: number;
  /** Index into the district's `registerSets`. */
  readonly registerSet: number;
  readonly customerClass: CustomerClass;
  /** Delivery points it stands for: 1 for a meter, more for a feed that is itself a sum. */
  readonly deliveryPoints: number;
  readonly active: boolean;
}

/** Value of one KV key a district, and of `directory.changed`. */
export interface DistrictDirectory {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  /** Rises by one with each change; lower ones are ignored. */
  readonly revision: number;
  readonly name: string;
  readonly timeZone: string;
  readonly clock: CityClock;
  /** Exterior ring first, [longitude, latitude] in degrees, closed, counterclockwise (RFC 7946); empty when unknown. */
  readonly boundary: readonly (readonly [number, number])[];
  readonly areaKm2: number;
  readonly registerSets: readonly (readonly Register[])[];
  readonly sensors: readonly Sensor[];
}

/** Highest-quality flag a register's readings may claim when the door is told nothing else. */
export const DEFAULT_QUALITY: Quality = 'measured';
