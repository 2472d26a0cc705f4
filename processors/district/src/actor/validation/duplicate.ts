import { CLAIMED, CONFIRMED, FLAGGED, OURS } from '@citywatt/consumption-windows/reading-quality';
import type { DistrictState } from '../../state/district-state.ts';
import { BITMAP, RING } from '../../state/sensor-columns.ts';

const SAME = CLAIMED | OURS;

/**
 * Whether the sensor has said just this before, and nothing else since. A confirmation of what was only flagged is no
 * repeat. Only what is held is looked at: an earlier repeat goes the cold way and changes nothing there.
 * @param start event time, or the interval's start.
 * @param sureness what the reading comes with.
 */
export function isDuplicate(
  district: DistrictState,
  sensor: number,
  start: number,
  value: number,
  sureness: number,
): boolean {
  const { ringCount, ringNewest, ringTime, ringValue, ringSureness } = district.sensors;
  for (let back = 0; back < ringCount[sensor]!; back++) {
    const at = sensor * RING + ((ringNewest[sensor]! - back) & (RING - 1));
    if (ringTime[at] !== start) continue;
    const held = ringSureness[at]!;
    const confirms = (sureness & CONFIRMED) !== 0 && (held & FLAGGED) !== 0;
    return ringValue[at] === value && (held & SAME) === (sureness & SAME) && !confirms;
  }
  return false;
}

/** Behind the bitmap an interval is always left to the raw readings, whatever the ring still says of it. */
export const isBeyondBitmap = (
  district: DistrictState,
  sensor: number,
  start: number,
  intervalMs: number,
): boolean => Math.floor(start / intervalMs) <= district.sensors.bitmapHead[sensor]! - BITMAP;
