import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import type { DistrictState } from '../state/district-state.ts';
import { DIRTY, RESIDENTIAL, TOUCHED } from '../state/sensor-columns.ts';
import { isHot } from './cold-hours.ts';
import type { ActorContext } from './outbox.ts';
import { versionOf } from './version.ts';

/** The share of the largest contributor is that of one delivery point: a feeder is as large as its mean customer. */
export const contributorSize = (energyMilliwattHours: number, deliveryPoints: number) =>
  Math.max(energyMilliwattHours, 0) / Math.max(deliveryPoints, 1);

/** Writes a sensor's quarter hour as it stands, if it changed and its hour is hot. */
export function writeSensorQuarter(
  context: ActorContext,
  district: DistrictState,
  sensor: number,
  place: number,
) {
  const { sensors } = district;
  if (!(sensors.quarterFlags[place]! & DIRTY)) return;
  sensors.quarterFlags[place]! &= ~DIRTY;
  const start = sensors.quarterNumber[place]! * QUARTER_HOUR_MS;
  if (!isHot(district, start)) return;
  context.outbox.sensorRow(
    district,
    {
      sensorNumber: sensor,
      start,
      energyMilliwattHours: sensors.quarterEnergy[place]!,
      readingCount: sensors.quarterCount[place]!,
      quality: sensors.quarterQuality[place]!,
      residential: (sensors.flags[sensor]! & RESIDENTIAL) !== 0,
      deliveryPoints: sensors.deliveryPoints[sensor]!,
      oldestIngestTime: sensors.quarterOldest[place]! * 1_000,
    },
    versionOf(context.generation, context.sequence),
  );
}

/**
 * A sensor's quarter hour gives way to a later one. It cannot change any more (what comes for it goes the cold way), so
 * its part in the district's contributors is kept apart from what is counted from the columns.
 */
export function leaveSensorQuarter(
  context: ActorContext,
  district: DistrictState,
  sensor: number,
  place: number,
) {
  const { sensors, quarters } = district;
  writeSensorQuarter(context, district, sensor, place);
  const number = sensors.quarterNumber[place]!;
  const window = number & (quarters.size - 1);
  if (quarters.number[window] !== number || !(sensors.quarterFlags[place]! & TOUCHED)) return;
  const points = sensors.deliveryPoints[sensor]!;
  if (sensors.flags[sensor]! & RESIDENTIAL) quarters.leftResidential[window]! += points;
  else quarters.leftOther[window]! += points;
  const size = contributorSize(sensors.quarterEnergy[place]!, points);
  if (size > quarters.leftLargest[window]!) quarters.leftLargest[window] = size;
}
