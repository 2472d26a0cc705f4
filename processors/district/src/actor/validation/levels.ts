import {
  HIGH,
  KNOWN_SECONDS,
  LEVELS,
  LOW,
  type SensorColumns,
  ZERO_SECONDS,
} from '../../state/sensor-columns.ts';
import type { Measured } from './measure.ts';

export const DAY_SECONDS = 86_400;
/** What was high or low is forgotten in about this long. */
const MEMORY_MS = 7 * DAY_SECONDS * 1_000;
const FADED_A_MS = 1 / MEMORY_MS;
/** A Float32 still counts seconds up to here. */
const MOST_SECONDS = 10_000_000;

/**
 * Takes a reading that counts into what the sensor is known by. A reading that was confirmed widens the levels like any
 * other, so what follows at its level passes, and the old level is forgotten within weeks.
 */
export function learn(sensors: SensorColumns, sensor: number, measured: Measured): void {
  const { watts, lengthMs } = measured;
  if (!(measured.isLatest && watts >= 0)) return;
  const { levels } = sensors;
  const at = sensor * LEVELS;
  const seconds = lengthMs * 0.001;
  const faded = lengthMs < MEMORY_MS ? lengthMs * FADED_A_MS : 1;
  const high = levels[at + HIGH]!;
  const low = levels[at + LOW]!;
  const known = levels[at + KNOWN_SECONDS]!;
  levels[at + HIGH] = watts > high ? watts : high - (high - watts) * faded;
  if (known < MOST_SECONDS) levels[at + KNOWN_SECONDS] = known + seconds;
  if (watts === 0) {
    levels[at + ZERO_SECONDS] = Math.min(levels[at + ZERO_SECONDS]! + seconds, MOST_SECONDS);
    return;
  }
  levels[at + ZERO_SECONDS] = 0;
  levels[at + LOW] = low === 0 || watts < low ? watts : low + (watts - low) * faded;
}
