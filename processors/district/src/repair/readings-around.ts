import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { HOUR_MS, MINUTE_MS } from '@citywatt/measurement-store/windows';
import { kindIndex } from '@citywatt/reading-stream/frame-layout';
import type { RowStore } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import { mergeReadings, noReadings } from './merge-readings.ts';

export interface AskedReadings {
  readonly rows: RowStore;
  readonly district: DistrictState;
  readonly from: number;
  readonly to: number;
  readonly version: bigint;
  readonly longestGapMs: number;
}

/** A local day may have 25 hours. */
const LONGEST_INTERVAL_MS = 25 * HOUR_MS;
const INTERVAL_KIND = kindIndex('interval');
/** How far a sensor's neighbour is looked for, farther each time: most gaps are short, and what is far costs more. */
const LOOKS_MS = [6 * HOUR_MS, 72 * HOUR_MS, Number.POSITIVE_INFINITY];
const SENSORS_AT_ONCE = 20_000;

/** The current readings of [from, to); of registers and gauges with the nearest reading on either side of it. */
export async function readingsAround(asked: AskedReadings): Promise<CurrentReadings> {
  const { rows, district, from, to, version } = asked;
  const near = nearMs(district);
  const found = await rows.currentReadings(
    district,
    from - near,
    to + near,
    longestIntervalOf(district),
    version,
  );
  if (near === 0) return found;
  const sides = sidesOf(district, found, from, to);
  const after = await lookFor(asked, 'after', near, sides.withoutAfter());
  for (const sensor of after.sensorNumber) sides.seen[sensor]! |= AFTER;
  // What was read on neither side of the range's end has nothing in it.
  const before = await lookFor(asked, 'before', near, sides.withoutBefore());
  return mergeReadings(mergeReadings(found, after), before);
}

export const longestIntervalOf = ({ specs }: DistrictState) =>
  Math.max(LONGEST_INTERVAL_MS, ...specs.map((spec) => spec.intervalMs));

/** What most neighbours are no farther away than; 0 when there are only intervals, which have none. */
function nearMs({ specs }: DistrictState): number {
  const expected = specs.filter(({ kind }) => kind !== 'interval').map(({ intervalMs }) => 2 * intervalMs);
  return expected.length === 0 ? 0 : Math.max(10 * MINUTE_MS, ...expected);
}

const BEFORE = 1;
const INSIDE = 2;
const AFTER = 4;

function sidesOf(district: DistrictState, found: CurrentReadings, from: number, to: number) {
  const { sensors, specs, sensorCount } = district;
  const seen = new Uint8Array(sensorCount);
  for (let index = 0; index < found.sensorNumber.length; index++) {
    if (found.registerKind[index] === INTERVAL_KIND) continue;
    const start = found.intervalStart[index]!;
    seen[found.sensorNumber[index]!]! |= start <= from ? BEFORE : start < to ? INSIDE : AFTER;
  }
  const chosen = (want: (sides: number) => boolean) => {
    const numbers: number[] = [];
    for (let sensor = 0; sensor < sensorCount; sensor++) {
      const spec = specs[sensors.spec[sensor]! - 1];
      if (spec && spec.kind !== 'interval' && want(seen[sensor]!)) numbers.push(sensor);
    }
    return numbers;
  };
  return {
    seen,
    withoutAfter: () => chosen((sides) => !(sides & AFTER)),
    withoutBefore: () => chosen((sides) => !(sides & BEFORE) && sides !== 0),
  };
}

async function lookFor(
  { rows, district, from, to, version, longestGapMs }: AskedReadings,
  side: 'before' | 'after',
  near: number,
  wanted: readonly number[],
): Promise<CurrentReadings> {
  let found = noReadings();
  let missing = wanted;
  let seen = near;
  for (const look of LOOKS_MS) {
    if (missing.length === 0 || seen >= longestGapMs) break;
    if (side === 'after' && to + seen > district.latestEnd) break;
    const far = Math.min(look, longestGapMs);
    const range =
      side === 'before'
        ? { earliest: from - far, from: from - seen, to, latest: to }
        : { earliest: from, from, to: to + seen, latest: to + far };
    for (let at = 0; at < missing.length; at += SENSORS_AT_ONCE) {
      const some = missing.slice(at, at + SENSORS_AT_ONCE);
      found = mergeReadings(found, await rows.neighbourReadings(district, some, range, version));
    }
    const known = new Set(found.sensorNumber);
    missing = missing.filter((sensor) => !known.has(sensor));
    seen = far;
  }
  return found;
}
