import type { RegisterSpec } from '@citywatt/consumption-windows/register-spec';
import type { DistrictState } from '../../state/district-state.ts';
import { RING } from '../../state/sensor-columns.ts';

/** A register or gauge that is silent for longer than this many expected intervals has missed some. */
export const GAP_INTERVALS = 1.5;
const DAY_MS = 86_400_000;

/** What a reading says beside those of the sensor that are held. */
export interface Measured {
  /** Mean power since the reading before, or of the interval; NaN when nothing is known of it. */
  watts: number;
  /** Energy that it adds; NaN of a gauge, and when nothing is known of it. */
  energyMilliwattHours: number;
  /** How long it says so of. */
  lengthMs: number;
  /** Later than all that the sensor has sent. */
  isLatest: boolean;
  /** Readings between it and the one before are missing. */
  isBehindGap: boolean;
  /** Place in the ring of the reading before it in event time; -1 when none is held. */
  before: number;
  /** The same, or when none is held that of the next one within a day; -1 when there is none either. */
  near: number;
  /** Of a register: the reading before it was a fall from which it comes back. */
  comesBack: boolean;
}

export const nothingMeasured = (): Measured => ({
  watts: Number.NaN,
  energyMilliwattHours: Number.NaN,
  lengthMs: 0,
  isLatest: false,
  isBehindGap: false,
  before: -1,
  near: -1,
  comesBack: false,
});

/** @param out is overwritten: a fresh object a reading would cost more than the rest. */
export function measure(
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  intervalMs: number,
  time: number,
  value: number,
  out: Measured,
): void {
  out.before = -1;
  out.near = -1;
  out.comesBack = false;
  if (spec.kind === 'interval') measureInterval(district, spec, sensor, intervalMs, time, value, out);
  else measureMoment(district, spec, sensor, time, value, out);
}

function measureInterval(
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  intervalMs: number,
  end: number,
  value: number,
  out: Measured,
) {
  const head = district.sensors.bitmapHead[sensor]!;
  const number = Math.floor((end - intervalMs) / spec.intervalMs);
  out.watts = intervalMs > 0 ? (value * 3_600) / intervalMs : Number.NaN;
  out.energyMilliwattHours = value;
  out.lengthMs = intervalMs;
  out.isLatest = number > head && intervalMs === spec.intervalMs;
  out.isBehindGap = out.isLatest && head >= 0 && number > head + 1;
}

function measureMoment(
  district: DistrictState,
  spec: RegisterSpec,
  sensor: number,
  time: number,
  value: number,
  out: Measured,
) {
  const { ringCount, ringNewest, ringTime, ringValue } = district.sensors;
  const count = ringCount[sensor]!;
  const newest = ringNewest[sensor]!;
  const ring = sensor * RING;
  let back = 0;
  while (back < count && ringTime[ring + ((newest - back) & (RING - 1))]! >= time) back++;
  out.isLatest = back === 0 && count > 0;
  if (back === count) {
    out.watts = spec.kind === 'gauge' ? value : Number.NaN;
    out.energyMilliwattHours = Number.NaN;
    out.lengthMs = 0;
    out.isBehindGap = false;
    if (count > 0) {
      const next = ring + ((newest - count + 1) & (RING - 1));
      if (ringTime[next]! - time < DAY_MS) out.near = next;
    }
    return;
  }
  const before = ring + ((newest - back) & (RING - 1));
  const lengthMs = time - ringTime[before]!;
  out.before = before;
  out.near = before;
  out.lengthMs = lengthMs;
  out.isBehindGap = back === 0 && lengthMs > GAP_INTERVALS * spec.intervalMs;
  if (spec.kind === 'gauge') {
    out.watts = value;
    out.energyMilliwattHours = Number.NaN;
    return;
  }
  const difference = value - ringValue[before]!;
  out.energyMilliwattHours = difference;
  out.watts = (difference * 3_600) / lengthMs;
  if (difference > 0 && back + 1 < count) {
    const earlier = ring + ((newest - back - 1) & (RING - 1));
    if (ringValue[earlier]! > ringValue[before]!) measureReturn(district, earlier, time, value, out);
  }
}

/** The reading before it was a fall: what comes back to above where it fell from is compared with that. */
function measureReturn(district: DistrictState, earlier: number, time: number, value: number, out: Measured) {
  const { ringTime, ringValue } = district.sensors;
  if (value < ringValue[earlier]!) return;
  out.comesBack = true;
  out.energyMilliwattHours = value - ringValue[earlier]!;
  out.lengthMs = time - ringTime[earlier]!;
  out.watts = (out.energyMilliwattHours * 3_600) / out.lengthMs;
}
