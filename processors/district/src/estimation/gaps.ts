import type { DistrictState } from '../state/district-state.ts';
import { ACTIVE, BITMAP, RING } from '../state/sensor-columns.ts';

/** A longer gap is left as it is: nobody's profile says what happened in a day. */
export const LONGEST_GAP_MS = 4 * 3_600_000;

const EVERY = 0xffffffff;

/** An interval that did not come; times in milliseconds since 1970 UTC. */
export interface Gap {
  readonly sensor: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Intervals between others of the same sensor that did not come while their windows were open. A sensor that has fallen
 * silent is not spoken for: its gap is known when it is heard again. Only intervals are looked for, since the difference
 * of a register bridges its gap by itself.
 */
export function gapsOf(district: DistrictState): Gap[] {
  const gaps: Gap[] = [];
  const { spec, flags, bitmapHead, bitmapLow, bitmapHigh, ringCount, ringNewest, ringTime } =
    district.sensors;
  for (let sensor = 0; sensor < district.sensorCount; sensor++) {
    const declared = district.specs[spec[sensor]! - 1];
    if (declared?.kind !== 'interval' || !(flags[sensor]! & ACTIVE)) continue;
    const low = bitmapLow[sensor]!;
    const high = bitmapHigh[sensor]!;
    // Nothing was missed.
    if ((low === EVERY && high === EVERY) || ringCount[sensor] === 0) continue;
    const { intervalMs } = declared;
    // A meter may begin its half hours at a quarter past: an estimate of another interval would count beside the truth.
    const phaseMs = ringTime[sensor * RING + ringNewest[sensor]!]! % intervalMs;
    addGaps(gaps, district, sensor, intervalMs, phaseMs, bitmapHead[sensor]!, low, high);
  }
  return gaps;
}

function addGaps(
  gaps: Gap[],
  district: DistrictState,
  sensor: number,
  intervalMs: number,
  phaseMs: number,
  head: number,
  low: number,
  high: number,
) {
  const came = (back: number) => ((back < 32 ? low >>> back : high >>> (back - 32)) & 1) === 1;
  for (let back = 1, missing = 0; back < BITMAP; back++) {
    if (!came(back)) {
      missing++;
      continue;
    }
    const end = (head - back + 1 + missing) * intervalMs + phaseMs;
    if (missing > 0 && missing * intervalMs <= LONGEST_GAP_MS && end <= district.closedUntil) {
      for (let number = head - back + 1; number <= head - back + missing; number++) {
        const start = number * intervalMs + phaseMs;
        gaps.push({ sensor, start, end: start + intervalMs });
      }
    }
    missing = 0;
  }
}
