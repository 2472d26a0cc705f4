import { UNCOUNTED_FROM } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { type AskedArrivals, CHOSEN, chosen, IN_DISTRICT, INTERVAL_KIND, START } from './lineage-scope.ts';
import { queryColumns } from './query-columns.ts';
import { startsWithin } from './raw-range.ts';
import type { DistrictScope } from './repair.ts';
import { ACTIVE_IMPORT } from './rows.ts';
import { HOUR_MS, QUARTER_HOUR_MS } from './windows.ts';

interface Neighbour {
  readonly sensorNumber: number;
  readonly time: number;
}

interface Nearest {
  readonly sensorNumber: number;
  readonly inside: boolean;
  before: number | undefined;
  after: number | undefined;
}

/** Raw readings lie in the order of time, so the nearest are looked for close by first. */
const REACHES_MS = [3 * HOUR_MS, 27 * HOUR_MS, 243 * HOUR_MS];

/** Of registers and gauges the nearest readings before and behind the range, where anything lies between them. */
export async function neighboursOf(
  client: MeasurementClient,
  scope: DistrictScope,
  asked: AskedArrivals,
): Promise<readonly Neighbour[]> {
  const { sensorNumbers, isInterval } = asked;
  if (sensorNumbers.length > 0 && sensorNumbers.every(isInterval)) return [];
  const reaches = [...REACHES_MS.filter((reach) => reach < asked.longestGapMs), asked.longestGapMs];
  const holding = new Set(
    (await sensorsWithWindows(client, scope, asked)).filter((sensorNumber) => !isInterval(sensorNumber)),
  );
  const found = new Map<string, Nearest>();
  for (const [index, reach] of reaches.entries()) {
    const seen = index === 0 ? 0 : reaches[index - 1]!;
    const lacking = index === 0 ? undefined : lackingSides([...found.values()], holding);
    if (lacking?.before.length === 0 && lacking.after.length === 0) break;
    await look(client, scope, asked, { reach, seen, lacking }, found);
  }
  return [...found.values()].flatMap(({ sensorNumber, before, after }) =>
    [before, after].flatMap((time) => (time === undefined ? [] : [{ sensorNumber, time }])),
  );
}

/** A side is wanted where a span may reach over it: of a sensor that has a reading inside, or on the other side. */
function lackingSides(found: readonly Nearest[], holding: ReadonlySet<number>) {
  const known = new Set(found.map(({ sensorNumber }) => sensorNumber));
  const unknown = [...holding].filter((sensorNumber) => !known.has(sensorNumber));
  const lacks = (side: 'before' | 'after', other: 'before' | 'after') => [
    ...unknown,
    ...found
      .filter((one) => one[side] === undefined && (one.inside || one[other] !== undefined))
      .map(({ sensorNumber }) => sensorNumber),
  ];
  return { before: lacks('before', 'after'), after: lacks('after', 'before') };
}

interface Look {
  /** How far from the range is looked, and how far has been before. */
  readonly reach: number;
  readonly seen: number;
  /** Sensors whose side is still unknown; absent: all, and inside too. */
  readonly lacking: { readonly before: readonly number[]; readonly after: readonly number[] } | undefined;
}

async function look(
  client: MeasurementClient,
  scope: DistrictScope,
  asked: AskedArrivals,
  { reach, seen, lacking }: Look,
  found: Map<string, Nearest>,
): Promise<void> {
  const { from, to } = asked;
  const ranges = lacking
    ? [
        { sensors: lacking.before, earliest: from - reach, latest: from - seen },
        { sensors: lacking.after, earliest: to + seen, latest: to + reach },
      ].filter(({ sensors }) => sensors.length > 0)
    : [{ sensors: asked.sensorNumbers, earliest: from - reach, latest: to + reach }];
  for (const { sensors, earliest, latest } of ranges) {
    const edges = await queryColumns<Edges>(
      client,
      `SELECT sensor_number AS sensorNumber, register,
         countIf(${START} >= {from:Int64} AND ${START} < {to:Int64}) AS inside,
         maxIf(${START}, ${START} < {from:Int64}) AS before, minIf(${START}, ${START} >= {to:Int64}) AS after,
         countIf(${START} < {from:Int64}) AS countBefore, countIf(${START} >= {to:Int64}) AS countAfter
       FROM raw_readings
       WHERE ${CHOSEN} AND ${startsWithin('earliest', 'latest')}
         AND register_kind != ${INTERVAL_KIND} AND verdict < ${UNCOUNTED_FROM}
       GROUP BY sensor_number, register`,
      { ...scope, ...chosen(asked), sensorNumbers: sensors, from, to, earliest, latest },
    );
    for (const [index, sensorNumber] of edges.sensorNumber.entries()) {
      const key = `${sensorNumber}/${edges.register[index]}`;
      const known = found.get(key);
      const nearest: Nearest = known ?? {
        sensorNumber,
        inside: edges.inside[index]! > 0,
        before: undefined,
        after: undefined,
      };
      if (edges.countBefore[index]! > 0) nearest.before ??= edges.before[index]!;
      if (edges.countAfter[index]! > 0) nearest.after ??= edges.after[index]!;
      found.set(key, nearest);
    }
  }
}

interface Edges {
  readonly sensorNumber: number[];
  readonly register: string[];
  readonly inside: number[];
  readonly before: number[];
  readonly after: number[];
  readonly countBefore: number[];
  readonly countAfter: number[];
}

/** Sensors that the store has windows of in the range: of these some span falls into it, however long. */
async function sensorsWithWindows(
  client: MeasurementClient,
  { tenant, city, district }: DistrictScope,
  { sensorNumbers, from, to }: AskedArrivals,
): Promise<readonly number[]> {
  const { sensorNumber } = await queryColumns<{ sensorNumber: number[] }>(
    client,
    `SELECT DISTINCT sensor_number AS sensorNumber FROM sensor_rollups
     WHERE ${IN_DISTRICT} AND register = '${ACTIVE_IMPORT}' AND resolution = 'quarter-hour'
       AND window_start > toDateTime({before:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC')
       AND (empty({sensorNumbers:Array(UInt32)}) OR sensor_number IN {sensorNumbers:Array(UInt32)})`,
    {
      tenant,
      city,
      district,
      sensorNumbers,
      before: Math.floor((from - QUARTER_HOUR_MS) / 1_000),
      to: Math.ceil(to / 1_000),
    },
  );
  return sensorNumber;
}
