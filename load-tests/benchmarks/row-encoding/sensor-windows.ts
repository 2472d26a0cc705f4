import { ACTIVE_IMPORT, type SensorRollupRow } from '@citywatt/measurement-store/rows';
import { seeded } from '@citywatt/test-harness/seeded';

const WINDOW_START = Date.parse('2026-01-05T10:00:00Z');
const VERSION = (1n << 48n) | 12_345n;

/** A quarter hour of each sensor, district by district. */
export function sensorWindows(districts: number, sensors: number): SensorRollupRow[] {
  const random = seeded(7);
  return Array.from({ length: districts * sensors }, (_, index) => ({
    tenant: 'demo',
    city: 'rows',
    district: `district-${Math.floor(index / sensors)}`,
    sensorNumber: index % sensors,
    register: ACTIVE_IMPORT,
    resolution: 'quarter-hour',
    windowStart: WINDOW_START,
    energyMilliwattHours: random.integer(0, 900_000),
    readingCount: 15,
    quality: 0,
    residential: index % 5 !== 0,
    deliveryPoints: 1,
    oldestIngestTime: WINDOW_START + random.integer(0, 900_000),
    version: VERSION,
  }));
}
