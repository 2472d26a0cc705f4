import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { HOUR_MS, MINUTE_MS } from '@citywatt/measurement-store/windows';
import { kindIndex } from '@citywatt/reading-stream/frame-layout';
import type { RowStore } from '../ports.ts';
import type { DistrictState } from '../state/district-state.ts';
import { mergeReadings, noReadings } from './merge-readings.ts';

export interface AskedReadings {
  readonly rows: RowStore;
  /** Of one city. */
  readonly districts: readonly DistrictState[];
  readonly from: number;
  readonly to: number;
  readonly version: bigint;
  readonly longestGapMs: number;
}

interface OfDistrict extends Omit<AskedReadings, 'districts'> {
  readonly district: DistrictState;
}

/** A local day may have 25 hours. */
const LONGEST_INTERVAL_MS = 25 * HOUR_MS;
const INTERVAL_KIND = kindIndex('interval');
/** How far a sensor's neighbour is looked for, farther each time: most gaps are short, and what is far costs more. */
const LOOKS_MS = [6 * HOUR_MS, 72 * HOUR_MS, Number.POSITIVE_INFINITY];
const SENSORS_AT_ONCE = 20_000;

/** Of each district the current readings of [from, to); of registers and gauges with the nearest on either side of it. */
export async function readingsAround(
  asked: AskedReadings,
): Promise<ReadonlyMap<DistrictState, CurrentReadings>> {
  const { rows, districts, from, to, version } = asked;
  const { tenant, city } = districts[0]!;
  const near = Math.max(...districts.map(nearMs));
  const found = await rows.currentReadings(
    { tenant, city, districts: districts.map(({ district }) => district) },
    from - near,
    to + near,
    Math.max(...districts.map(longestIntervalOf)),
    version,
  );
  const whole = new Map<DistrictState, CurrentReadings>();
  for (const district of districts) {
    const readings = found.get(district.district) ?? noReadings();
    whole.set(district, await withNeighbours({ ...asked, district }, readings, near));
  }
  return whole;
}

async function withNeighbours(
  asked: OfDistrict,
  found: CurrentReadings,
  near: number,
): Promise<CurrentReadings> {
  if (nearMs(asked.district) === 0) return found;
  const sides = sidesOf(asked, found);
  const after = await lookFor(asked, 'after', near, sides.withoutAfter());
  sides.add(after);
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

/** On which sides of the range each sensor's own register has been read. */
function sidesOf({ district, from, to }: OfDistrict, found: CurrentReadings) {
  const { sensorCount } = district;
  const seen = new Uint8Array(sensorCount);
  const add = ({ sensorNumber, register, registerKind, intervalStart }: CurrentReadings) => {
    for (let index = 0; index < sensorNumber.length; index++) {
      const sensor = sensorNumber[index]!;
      if (!isRegisterOf(district, sensor, register[index]!, registerKind[index]!)) continue;
      const start = intervalStart[index]!;
      // What is read at the very beginning has a neighbour too: its coming may change the hours before.
      seen[sensor]! |= start < from ? BEFORE : start < to ? INSIDE : AFTER;
    }
  };
  const chosen = (want: (sides: number) => boolean) => {
    const numbers: number[] = [];
    for (let sensor = 0; sensor < sensorCount; sensor++) {
      const spec = specOf(district, sensor);
      if (spec && spec.kind !== 'interval' && want(seen[sensor]!)) numbers.push(sensor);
    }
    return numbers;
  };
  add(found);
  return {
    add,
    withoutAfter: () => chosen((sides) => !(sides & AFTER)),
    withoutBefore: () => chosen((sides) => !(sides & BEFORE) && sides !== 0),
  };
}

const specOf = ({ sensors, specs, sensorCount }: DistrictState, sensor: number) =>
  sensor < sensorCount ? specs[sensors.spec[sensor]! - 1] : undefined;

/** A sensor may have other registers, which say nothing about its own. */
function isRegisterOf(district: DistrictState, sensor: number, register: string, kind: number): boolean {
  const spec = specOf(district, sensor);
  return (
    spec !== undefined && spec.code === register && kindIndex(spec.kind) === kind && kind !== INTERVAL_KIND
  );
}

async function lookFor(
  { rows, district, from, to, version, longestGapMs }: OfDistrict,
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
    const known = new Set<number>();
    for (let at = 0; at < missing.length; at += SENSORS_AT_ONCE) {
      const some = missing.slice(at, at + SENSORS_AT_ONCE);
      const { sensorNumber, register, registerKind, ...more } = await rows.neighbourReadings(
        district,
        some,
        range,
        version,
      );
      for (let index = 0; index < sensorNumber.length; index++) {
        const sensor = sensorNumber[index]!;
        if (isRegisterOf(district, sensor, register[index]!, registerKind[index]!)) known.add(sensor);
      }
      found = mergeReadings(found, { sensorNumber, register, registerKind, ...more });
    }
    missing = missing.filter((sensor) => !known.has(sensor));
    seen = far;
  }
  return found;
}
