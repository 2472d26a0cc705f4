import { QUALITY_COUNT } from '@citywatt/consumption-windows/reading-quality';
import { ACTIVE_IMPORT, type WindowState } from '@citywatt/measurement-store/rows';
import type { DistrictState } from '../state/district-state.ts';
import { LISTED, RESIDENTIAL, TOUCHED } from '../state/sensor-columns.ts';
import { WINDOW_DIRTY, WINDOW_REVISED, type WindowRing } from '../state/window-ring.ts';
import { isHot } from './cold-hours.ts';
import type { ActorContext } from './outbox.ts';
import { contributorSize, writeSensorQuarter } from './sensor-quarter.ts';
import { versionOf } from './version.ts';

/**
 * Hands every changed hot window to the outbox, as it stands at `context.sequence`. Called between messages only: a
 * row's version says that it holds all of that message and nothing behind it.
 */
export function captureWindows(context: ActorContext, district: DistrictState): void {
  const { sensors, due } = district;
  for (const place of due) {
    sensors.quarterFlags[place]! &= ~LISTED;
    writeSensorQuarter(context, district, Math.floor(place / sensors.quarters), place);
  }
  due.length = 0;
  for (let place = 0; place < district.quarters.size; place++)
    captureWindow(context, district, district.quarters, place);
  for (let place = 0; place < district.minutes.size; place++)
    captureWindow(context, district, district.minutes, place);
  district.windowsChanged = false;
}

/** Hands one window to the outbox if it changed and its hour is hot. */
export function captureWindow(
  context: ActorContext,
  district: DistrictState,
  ring: WindowRing,
  place: number,
): void {
  if (!(ring.flags[place]! & WINDOW_DIRTY)) return;
  ring.flags[place]! &= ~WINDOW_DIRTY;
  const start = ring.number[place]! * ring.lengthMs;
  if (!isHot(district, start)) return;
  const end = start + ring.lengthMs;
  const version = versionOf(context.generation, context.sequence);
  const isQuarter = ring === district.quarters;
  const privacy = isQuarter ? contributors(district, place) : NO_CONTRIBUTORS;
  const energy = ring.energy[place]!;
  const counts = ring.counts;
  const at = place * QUALITY_COUNT;
  const qualityCounts = [
    counts[at]!,
    counts[at + 1]!,
    counts[at + 2]!,
    counts[at + 3]!,
    counts[at + 4]!,
  ] as const;
  const closed = end <= district.closedUntil;
  context.outbox.districtRow({
    tenant: district.tenant,
    city: district.city,
    district: district.district,
    register: ACTIVE_IMPORT,
    resolution: isQuarter ? 'quarter-hour' : 'minute',
    windowStart: start,
    windowEnd: end,
    energyMilliwattHours: energy,
    state: stateOf(closed, (ring.flags[place]! & WINDOW_REVISED) !== 0),
    readingCount: qualityCounts.reduce((sum, count) => sum + count, 0),
    qualityCounts,
    contributorsResidential: privacy.residential,
    contributorsOther: privacy.other,
    largestShare: energy === 0 ? 0 : privacy.largest / Math.abs(energy),
    oldestIngestTime: Number.isFinite(ring.oldest[place]!) ? ring.oldest[place]! : 0,
    version,
  });
  if (isQuarter) context.outbox.cityWindow(context.partition, district, start, energy, closed, version);
}

const stateOf = (closed: boolean, revised: boolean): WindowState =>
  revised ? 'revised' : closed ? 'final' : 'provisional';

interface Contributors {
  readonly residential: number;
  readonly other: number;
  readonly largest: number;
}
/** Minutes carry none: nothing finer than a quarter hour is shown to the public. */
const NO_CONTRIBUTORS: Contributors = { residential: 0, other: 0, largest: 0 };

function contributors(district: DistrictState, window: number): Contributors {
  const { sensors, quarters } = district;
  const number = quarters.number[window]!;
  const { quarterNumber, quarterFlags, quarterEnergy, deliveryPoints, flags } = sensors;
  let residential = quarters.leftResidential[window]!;
  let other = quarters.leftOther[window]!;
  let largest = quarters.leftLargest[window]!;
  let place = number & (sensors.quarters - 1);
  for (let sensor = 0; sensor < district.sensorCount; sensor++, place += sensors.quarters) {
    if (quarterNumber[place] !== number || !(quarterFlags[place]! & TOUCHED)) continue;
    if (flags[sensor]! & RESIDENTIAL) residential += deliveryPoints[sensor]!;
    else other += deliveryPoints[sensor]!;
    const size = contributorSize(quarterEnergy[place]!, deliveryPoints[sensor]!);
    if (size > largest) largest = size;
  }
  return { residential, other, largest };
}
