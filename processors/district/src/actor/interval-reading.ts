import { effectiveQuality, OURS, WAS_REVISED } from '@citywatt/consumption-windows/reading-quality';
import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import type { DistrictState } from '../state/district-state.ts';
import { BITMAP, RING, RING_LOST } from '../state/sensor-columns.ts';
import { markColdRange } from './cold-hours.ts';
import type { ActorContext } from './outbox.ts';
import { placeSpan } from './place-span.ts';

/** What became of a reading that validation let through; `cold` is stored raw and counted by the repair path. */
export type Outcome = 'placed' | 'outranked' | 'revised' | 'cold' | 'base' | 'gap';

/**
 * Interval consumption: the energy of [end - intervalMs, end). The same interval again is a revision, or takes the place
 * of an estimate; whether it was there before is known from the bitmap, and what it said from the ring.
 */
export function applyInterval(
  context: ActorContext,
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  intervalMs: number,
  end: number,
  value: number,
  sureness: number,
  ingestTime: number,
): Outcome {
  const start = end - intervalMs;
  const { sensors } = district;
  if (intervalMs !== spec.intervalMs || intervalMs <= 0) {
    // Another length than declared: it may share its start, and so its identity, with a reading of the declared one, and
    // what was estimated of the time that it speaks of gives way to it as a whole.
    const reach = Math.max(spec.intervalMs, 1);
    markColdRange(district, start - reach, start + Math.max(intervalMs, 0) + reach, context.sequence);
    sensors.ringFlags[sensor]! |= RING_LOST;
    sensors.ringCount[sensor] = 0;
    return 'cold';
  }
  const number = Math.floor(start / spec.intervalMs);
  const head = sensors.bitmapHead[sensor]!;
  if (number > head) {
    raiseBitmap(district, sensor, number);
  } else if (number <= head - BITMAP) {
    markColdRange(district, start, end, context.sequence);
    return 'cold';
  } else if (seen(district, sensor, head - number)) {
    return applyAgain(context, district, sensor, start, end, value, sureness, ingestTime);
  }
  if (sensors.ringFlags[sensor]! & RING_LOST && number <= head) {
    markColdRange(district, start, end, context.sequence);
    return 'cold';
  }
  push(district, sensor, start, value, sureness, ingestTime);
  placeSpan(context, district, sensor, start, end, value, effectiveQuality(sureness), ingestTime, 1);
  return 'placed';
}

/** An interval whose bit is set: what it said is in the ring, or only the raw readings know. */
function applyAgain(
  context: ActorContext,
  district: DistrictState,
  sensor: number,
  start: number,
  end: number,
  value: number,
  sureness: number,
  ingestTime: number,
): Outcome {
  const { sensors } = district;
  const count = sensors.ringCount[sensor]!;
  for (let back = 0; back < count; back++) {
    const at = sensor * RING + ((sensors.ringNewest[sensor]! - back) & (RING - 1));
    if (sensors.ringTime[at] !== start) continue;
    const before = sensors.ringValue[at]!;
    const held = sensors.ringSureness[at]!;
    const isOurs = (sureness & OURS) !== 0;
    const wasOurs = (held & OURS) !== 0;
    // The sensor has spoken: an estimate of ours has nothing to add.
    if (isOurs && !wasOurs) return 'outranked';
    const revised = !wasOurs && before !== value;
    const now = sureness | (held & WAS_REVISED) | (revised ? WAS_REVISED : 0);
    const oldQuality = effectiveQuality(held);
    const newQuality = effectiveQuality(now);
    placeSpan(context, district, sensor, start, end, before, oldQuality, ingestTime, -1);
    placeSpan(context, district, sensor, start, end, value, newQuality, ingestTime, 1);
    // A sensor's window keeps the least sure quality and cannot take one back.
    if (newQuality < oldQuality) markColdRange(district, start, end, context.sequence);
    sensors.ringValue[at] = value;
    sensors.ringSureness[at] = now;
    return revised ? 'revised' : 'placed';
  }
  markColdRange(district, start, end, context.sequence);
  return 'cold';
}

function push(
  district: DistrictState,
  sensor: number,
  time: number,
  value: number,
  sureness: number,
  ingestTime: number,
) {
  const { sensors } = district;
  const newest = (sensors.ringNewest[sensor]! + 1) & (RING - 1);
  const at = sensor * RING + newest;
  sensors.ringNewest[sensor] = newest;
  if (sensors.ringCount[sensor]! < RING) sensors.ringCount[sensor]!++;
  sensors.ringTime[at] = time;
  sensors.ringValue[at] = value;
  sensors.ringSureness[at] = sureness;
  sensors.ringIngest[at] = Math.floor(ingestTime / 1_000);
}

/** Whether the interval `back` before the head was seen; sets its bit. */
function seen(district: DistrictState, sensor: number, back: number): boolean {
  const { bitmapLow, bitmapHigh } = district.sensors;
  const column = back < 32 ? bitmapLow : bitmapHigh;
  const bit = (1 << (back & 31)) >>> 0;
  if (column[sensor]! & bit) return true;
  column[sensor]! |= bit;
  return false;
}

function raiseBitmap(district: DistrictState, sensor: number, number: number) {
  const { bitmapHead, bitmapLow, bitmapHigh } = district.sensors;
  const by = bitmapHead[sensor] === -1 ? BITMAP : number - bitmapHead[sensor]!;
  const low = bitmapLow[sensor]!;
  if (by >= BITMAP) {
    bitmapHigh[sensor] = 0;
    bitmapLow[sensor] = 0;
  } else if (by >= 32) {
    bitmapHigh[sensor] = low << (by - 32);
    bitmapLow[sensor] = 0;
  } else {
    bitmapHigh[sensor] = (bitmapHigh[sensor]! << by) | (low >>> (32 - by));
    bitmapLow[sensor] = low << by;
  }
  bitmapLow[sensor]! |= 1;
  bitmapHead[sensor] = number;
}
