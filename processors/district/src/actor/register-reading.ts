import { type Contribution, pairContribution } from '@citywatt/consumption-windows/contribution';
import {
  CONFIRMED,
  effectiveQuality,
  SUSPECT,
  WAS_REVISED,
} from '@citywatt/consumption-windows/reading-quality';
import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import type { DistrictState } from '../state/district-state.ts';
import { LONGEST_STEP_MS, RING, RING_LOST } from '../state/sensor-columns.ts';
import { markColdRange, markUnresolved } from './cold-hours.ts';
import type { Outcome } from './interval-reading.ts';
import type { ActorContext } from './outbox.ts';
import { placeSpan } from './place-span.ts';

const pair: Contribution = { from: 0, to: 0, energyMilliwattHours: 0, suspect: false };
/** Where `at(back)` of the sensor's ring lies; back 0 is the latest by event time. */
const place = (district: DistrictState, sensor: number, back: number) =>
  sensor * RING + ((district.sensors.ringNewest[sensor]! - back) & (RING - 1));

/**
 * A cumulative register or a power gauge: what it adds lies between it and its neighbours in event time. The ring is
 * kept in that order, so a reading that comes late is put between two neighbours as long as both are held.
 */
export function applyRegister(
  context: ActorContext,
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  time: number,
  value: number,
  sureness: number,
  ingestTime: number,
): Outcome {
  const { sensors } = district;
  const count = sensors.ringCount[sensor]!;
  const lost = (sensors.ringFlags[sensor]! & RING_LOST) !== 0;
  if (count === 0) {
    if (lost) markReach(context, district, sensor, time, time);
    insert(district, sensor, 0, time, value, sureness, ingestTime);
    sensors.unbrokenSince[sensor] = time;
    return lost ? 'cold' : 'base';
  }
  const newest = place(district, sensor, 0);
  if (time > sensors.ringTime[newest]!) {
    if (time - sensors.ringTime[newest]! > LONGEST_STEP_MS) sensors.unbrokenSince[sensor] = time;
    if (ingestTime - sensors.ringIngest[newest]! * 1_000 > context.longestGapMs) {
      // The raw reading before the gap is gone or nearly so: its energy could never be made again.
      sensors.ringCount[sensor] = 0;
      insert(district, sensor, 0, time, value, sureness, ingestTime);
      sensors.ringFlags[sensor]! |= RING_LOST;
      return 'gap';
    }
    insert(district, sensor, 0, time, value, sureness, ingestTime);
    placePair(context, district, spec, sensor, 1, 0, 1);
    return 'placed';
  }
  let back = 0;
  while (back < count && sensors.ringTime[place(district, sensor, back)]! > time) back++;
  if (back < count && sensors.ringTime[place(district, sensor, back)] === time) {
    return applyAgain(context, district, spec, sensor, back, lost, value, sureness, ingestTime);
  }
  if (back === count && (lost || count === RING)) {
    sensors.ringFlags[sensor]! |= RING_LOST;
    markReach(context, district, sensor, time, sensors.ringTime[place(district, sensor, count - 1)]!);
    return 'cold';
  }
  if (back < count) placePair(context, district, spec, sensor, back, back - 1, -1);
  if (count === RING && back === count - 1) {
    // It would push out the very reading before it, which its own pair still needs.
    return insertBehindOldest(context, district, spec, sensor, back, time, value, sureness, ingestTime);
  }
  insert(district, sensor, back, time, value, sureness, ingestTime);
  if (back + 1 < sensors.ringCount[sensor]!) placePair(context, district, spec, sensor, back + 1, back, 1);
  placePair(context, district, spec, sensor, back, back - 1, 1);
  return 'placed';
}

/** The reading comes between the oldest held and the next: the oldest leaves the ring after its pair is placed. */
function insertBehindOldest(
  context: ActorContext,
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  back: number,
  time: number,
  value: number,
  sureness: number,
  ingestTime: number,
): Outcome {
  const { sensors } = district;
  const oldest = place(district, sensor, back);
  const oldestTime = sensors.ringTime[oldest]!;
  const oldestValue = sensors.ringValue[oldest]!;
  const oldestQuality = effectiveQuality(sensors.ringSureness[oldest]!);
  const oldestIngest = sensors.ringIngest[oldest]!;
  insert(district, sensor, back, time, value, sureness, ingestTime);
  const at = place(district, sensor, back);
  pairContribution(spec, oldestTime, oldestValue, time, value, (sureness & CONFIRMED) !== 0, pair);
  const quality = Math.max(oldestQuality, effectiveQuality(sureness));
  const worst = pair.suspect ? Math.max(quality, SUSPECT) : quality;
  const ingest = Math.min(oldestIngest, sensors.ringIngest[at]!) * 1_000;
  placeSpan(context, district, sensor, pair.from, pair.to, pair.energyMilliwattHours, worst, ingest, 1);
  placePair(context, district, spec, sensor, back, back - 1, 1);
  return 'placed';
}

/** Another arrival of a reading that the ring holds. */
function applyAgain(
  context: ActorContext,
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  back: number,
  lost: boolean,
  value: number,
  sureness: number,
  ingestTime: number,
): Outcome {
  const { sensors } = district;
  const at = place(district, sensor, back);
  const before = sensors.ringValue[at]!;
  const held = sensors.ringSureness[at]!;
  const hasBefore = back + 1 < sensors.ringCount[sensor]!;
  const time = sensors.ringTime[at]!;
  if (hasBefore) placePair(context, district, spec, sensor, back + 1, back, -1);
  if (back > 0) placePair(context, district, spec, sensor, back, back - 1, -1);
  sensors.ringValue[at] = value;
  sensors.ringIngest[at] = Math.min(sensors.ringIngest[at]!, Math.floor(ingestTime / 1_000));
  sensors.ringSureness[at] = sureness | (held & WAS_REVISED) | (before !== value ? WAS_REVISED : 0);
  if (hasBefore) placePair(context, district, spec, sensor, back + 1, back, 1);
  if (back > 0) placePair(context, district, spec, sensor, back, back - 1, 1);
  // The pair with the reading before the oldest held cannot be taken back here.
  if (!hasBefore && lost) markReach(context, district, sensor, time, time + 1);
  return before === value ? 'placed' : 'revised';
}

/**
 * A reading whose neighbours the ring does not hold: what is held begins at `oldestHeld`. In an unbroken run neither
 * neighbour is far, which keeps hours that it cannot touch hot.
 */
function markReach(
  context: ActorContext,
  district: DistrictState,
  sensor: number,
  time: number,
  oldestHeld: number,
) {
  const unbroken = time >= district.sensors.unbrokenSince[sensor]!;
  const from = unbroken ? time - LONGEST_STEP_MS : Number.NEGATIVE_INFINITY;
  const to = unbroken ? Math.min(time + LONGEST_STEP_MS, oldestHeld) : oldestHeld;
  markUnresolved(district, time, from, to, context.sequence);
}

/** Adds or takes out what the ring's readings `older` and `newer` contribute between them. */
function placePair(
  context: ActorContext,
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  older: number,
  newer: number,
  sign: 1 | -1,
) {
  const { ringTime, ringValue, ringSureness, ringIngest } = district.sensors;
  const from = place(district, sensor, older);
  const to = place(district, sensor, newer);
  const confirmed = (ringSureness[to]! & CONFIRMED) !== 0;
  pairContribution(spec, ringTime[from]!, ringValue[from]!, ringTime[to]!, ringValue[to]!, confirmed, pair);
  let quality = Math.max(effectiveQuality(ringSureness[from]!), effectiveQuality(ringSureness[to]!));
  if (pair.suspect) quality = Math.max(quality, SUSPECT);
  // A sensor's window keeps the least sure quality and cannot take one back.
  if (sign < 0 && quality > 0) markColdRange(district, pair.from, pair.to, context.sequence);
  const ingest = Math.min(ringIngest[from]!, ringIngest[to]!) * 1_000;
  placeSpan(context, district, sensor, pair.from, pair.to, pair.energyMilliwattHours, quality, ingest, sign);
}

/** Puts a reading `back` places behind the latest; the oldest gives way when the ring is full. */
export function insert(
  district: DistrictState,
  sensor: number,
  back: number,
  time: number,
  value: number,
  sureness: number,
  ingestTime: number,
) {
  const { sensors } = district;
  const newest = (sensors.ringNewest[sensor]! + 1) & (RING - 1);
  sensors.ringNewest[sensor] = newest;
  if (sensors.ringCount[sensor]! < RING) sensors.ringCount[sensor]!++;
  else sensors.ringFlags[sensor]! |= RING_LOST;
  for (let step = 0; step < back; step++) {
    const to = place(district, sensor, step);
    const from = place(district, sensor, step + 1);
    sensors.ringTime[to] = sensors.ringTime[from]!;
    sensors.ringValue[to] = sensors.ringValue[from]!;
    sensors.ringSureness[to] = sensors.ringSureness[from]!;
    sensors.ringIngest[to] = sensors.ringIngest[from]!;
  }
  const at = place(district, sensor, back);
  sensors.ringTime[at] = time;
  sensors.ringValue[at] = value;
  sensors.ringSureness[at] = sureness;
  sensors.ringIngest[at] = Math.floor(ingestTime / 1_000);
}
