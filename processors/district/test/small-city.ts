import type { SegmentKey, SegmentMark } from '@citywatt/reading-stream/frame-layout';
import {
  ACTIVE_IMPORT_CUMULATIVE,
  ACTIVE_IMPORT_INTERVAL,
  ACTIVE_IMPORT_POWER,
  type Quality,
  type RegisterKind,
} from '@citywatt/reading-stream/reading';
import type { CityClock, DistrictDirectory, Register } from '@citywatt/sensor-directory/directory';

export const MINUTE = 60_000;
export const QUARTER = 900_000;
export const HOUR = 3_600_000;

const CODES: Readonly<Record<RegisterKind, string>> = {
  cumulative: ACTIVE_IMPORT_CUMULATIVE,
  interval: ACTIVE_IMPORT_INTERVAL,
  gauge: ACTIVE_IMPORT_POWER,
};

export const register = (kind: RegisterKind, intervalMs: number, more: Partial<Register> = {}): Register => ({
  code: CODES[kind],
  kind,
  intervalMs,
  ...more,
});

/** A district with one sensor for each register given; numbers from 0. */
export function districtOf(
  registers: readonly Register[],
  more: { readonly clock?: CityClock; readonly timeZone?: string; readonly revision?: number } = {},
): DistrictDirectory {
  return {
    tenant: 'demo',
    city: 'small',
    district: 'alpha',
    revision: more.revision ?? 1,
    name: 'Alpha',
    timeZone: more.timeZone ?? 'UTC',
    clock: more.clock ?? 'wall',
    boundary: [],
    areaKm2: 1,
    registerSets: registers.map((declared) => [declared]),
    sensors: registers.map((_, number) => ({
      name: `alpha-${number}`,
      number,
      registerSet: number,
      customerClass: number % 2 === 0 ? 'residential' : 'commercial',
      deliveryPoints: 1,
      active: true,
    })),
  };
}

const keys = new Map<string, SegmentKey>();

/** The same object for the same segment, as a door keeps them. */
export function keyOf(
  kind: RegisterKind,
  intervalMs: number,
  quality: Quality = 'measured',
  mark?: SegmentMark,
): SegmentKey {
  const name = `${kind}/${intervalMs}/${quality}/${mark}`;
  let key = keys.get(name);
  if (!key) {
    key = {
      tenant: 'demo',
      city: 'small',
      district: 'alpha',
      register: CODES[kind],
      kind,
      quality,
      intervalMs: kind === 'interval' ? intervalMs : 0,
      mark,
    };
    keys.set(name, key);
  }
  return key;
}
