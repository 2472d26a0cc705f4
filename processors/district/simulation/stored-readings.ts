import type { LateArrivals } from '@citywatt/measurement-store/late-arrivals';
import type { RawRow } from '@citywatt/measurement-store/raw-readings';
import type { CurrentReadings, DistrictScope } from '@citywatt/measurement-store/repair';
import { kindIndex, qualityIndex } from '@citywatt/reading-stream/frame-layout';
import { countsWith, VERDICTS } from '@citywatt/reading-stream/verdict';

interface Arrival {
  readonly intervalMs: number;
  readonly value: number;
  readonly quality: number;
  readonly verdict: number;
  readonly ingestTime: number;
  readonly version: bigint;
  readonly position: number;
}

/** All arrivals of one reading. */
interface StoredReading {
  readonly sensorNumber: number;
  readonly register: string;
  readonly kind: number;
  readonly start: number;
  /** In the order of their rank. */
  readonly arrivals: Arrival[];
}

interface District {
  readonly byIdentity: Map<string, StoredReading>;
  /** In the order of `compareReadings`; undefined when one has come in since. */
  sorted: readonly StoredReading[] | undefined;
}

const scopeKey = ({ tenant, city, district }: DistrictScope) => `${tenant}/${city}/${district}`;
const INTERVAL = kindIndex('interval');

const compareReadings = (a: StoredReading, b: StoredReading) =>
  a.sensorNumber - b.sensorNumber ||
  (a.register < b.register ? -1 : a.register > b.register ? 1 : 0) ||
  a.start - b.start;
/** The later arrival counts, but never an estimate of the processor's where the sensor itself has spoken. */
const isEstimate = ({ verdict }: Arrival) => verdict === VERDICTS.estimate;
const compareRanks = (a: Arrival, b: Arrival) =>
  Number(isEstimate(b)) - Number(isEstimate(a)) || compareArrivals(a, b);
const compareArrivals = (a: Arrival, b: Arrival) =>
  a.version === b.version ? a.position - b.position : a.version < b.version ? -1 : 1;

/** `raw_readings`: every arrival stays, a repeat of one changes nothing. */
export class StoredReadings {
  readonly #districts = new Map<string, District>();
  /** Arrivals by stream version, for whoever asks what is here. */
  readonly #positions = new Map<bigint, Set<number>>();

  insert(rows: readonly RawRow[]): void {
    for (const row of rows) {
      const key = scopeKey(row);
      let district = this.#districts.get(key);
      if (!district) {
        district = { byIdentity: new Map(), sorted: undefined };
        this.#districts.set(key, district);
      }
      const { sensorNumber, register, intervalStart: start, version, position } = row;
      const kind = kindIndex(row.kind);
      const identity = `${sensorNumber}/${register}/${kind}/${start}`;
      let reading = district.byIdentity.get(identity);
      if (!reading) {
        reading = { sensorNumber, register, kind, start, arrivals: [] };
        district.byIdentity.set(identity, reading);
        district.sorted = undefined;
      }
      let positions = this.#positions.get(version);
      if (!positions) {
        positions = new Set();
        this.#positions.set(version, positions);
      }
      if (positions.has(position)) continue;
      positions.add(position);
      const { intervalMs, value, ingestTime } = row;
      const quality = qualityIndex(row.quality);
      const verdict = VERDICTS[row.verdict];
      reading.arrivals.push({ intervalMs, value, quality, verdict, ingestTime, version, position });
      reading.arrivals.sort(compareRanks);
    }
  }

  /** What came in before has outlived its time. */
  expire(before: number): void {
    for (const district of this.#districts.values()) {
      for (const [identity, reading] of district.byIdentity) {
        const kept = reading.arrivals.filter(({ ingestTime }) => ingestTime >= before);
        if (kept.length === 0) district.byIdentity.delete(identity);
        else reading.arrivals.splice(0, reading.arrivals.length, ...kept);
      }
      district.sorted = undefined;
    }
  }

  /** Arrivals that one message brought. */
  arrivalsOf(version: bigint): number {
    return this.#positions.get(version)?.size ?? 0;
  }

  current(
    scope: DistrictScope,
    from: number,
    to: number,
    longestIntervalMs: number,
    maximumVersion: bigint,
  ): CurrentReadings {
    const found = noReadings();
    for (const reading of this.#sorted(scope)) {
      if (reading.start < from - longestIntervalMs || reading.start >= to) continue;
      const arrivals = countedBy(reading, maximumVersion);
      const last = arrivals.at(-1);
      if (!last || reading.start + Math.max(last.intervalMs, 1) <= from) continue;
      add(found, reading, arrivals, last.intervalMs);
    }
    return found;
  }

  neighbours(
    scope: DistrictScope,
    sensorNumbers: readonly number[],
    range: { readonly earliest: number; readonly from: number; readonly to: number; readonly latest: number },
    maximumVersion: bigint,
  ): CurrentReadings {
    const nearest = new Map<string, readonly [StoredReading, readonly Arrival[]]>();
    for (const reading of this.#sorted(scope)) {
      const { start } = reading;
      if (reading.kind === INTERVAL) continue;
      if (sensorNumbers.length > 0 && !sensorNumbers.includes(reading.sensorNumber)) continue;
      const before = start >= range.earliest && start < range.from;
      if (!before && !(start >= range.to && start < range.latest)) continue;
      const arrivals = countedBy(reading, maximumVersion);
      if (arrivals.length === 0) continue;
      const key = `${reading.sensorNumber}/${reading.register}/${reading.kind}/${before}`;
      // They come in the order of their times: the last one before, the first one after.
      if (before || !nearest.has(key)) nearest.set(key, [reading, arrivals]);
    }
    const found = noReadings();
    for (const [reading, arrivals] of [...nearest.values()].sort(([a], [b]) => compareReadings(a, b)))
      add(found, reading, arrivals, 0);
    return found;
  }

  /** As `lateArrivals` says it in SQL: what came behind `after` and says something else than what came before it. */
  late(
    scope: DistrictScope,
    from: number,
    to: number,
    longestIntervalMs: number,
    after: bigint,
    maximumVersion: bigint,
  ): LateArrivals {
    const late: { readonly reading: StoredReading; readonly arrival: Arrival }[] = [];
    for (const reading of this.#sorted(scope)) {
      if (reading.start < from - longestIntervalMs || reading.start >= to) continue;
      const arrivals = reading.arrivals
        .filter(({ version, verdict }) => version <= maximumVersion && countsWith(verdict))
        .sort(compareArrivals);
      for (const [index, arrival] of arrivals.entries()) {
        const touches = reading.start + Math.max(arrival.intervalMs, 1) > from;
        const repeats = index > 0 && arrivals[index - 1]!.value === arrival.value;
        if (touches && !repeats && arrival.version > after) late.push({ reading, arrival });
      }
    }
    late.sort((a, b) => compareArrivals(a.arrival, b.arrival));
    return {
      sensorNumber: late.map(({ reading }) => reading.sensorNumber),
      register: late.map(({ reading }) => reading.register),
      registerKind: late.map(({ reading }) => reading.kind),
      intervalStart: late.map(({ reading }) => reading.start),
      intervalMs: late.map(({ arrival }) => arrival.intervalMs),
      value: late.map(({ arrival }) => arrival.value),
      quality: late.map(({ arrival }) => arrival.quality),
      ingestTime: late.map(({ arrival }) => arrival.ingestTime),
      generation: late.map(({ arrival }) => Number(arrival.version >> 48n)),
      sequence: late.map(({ arrival }) => Number(BigInt.asUintN(48, arrival.version))),
      position: late.map(({ arrival }) => arrival.position),
    };
  }

  span(scope: DistrictScope, since: number): { readonly from: number; readonly to: number } | undefined {
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const { start, arrivals } of this.#sorted(scope)) {
      for (const { ingestTime, intervalMs, verdict } of arrivals) {
        if (ingestTime < since || !countsWith(verdict)) continue;
        from = Math.min(from, start);
        to = Math.max(to, start + intervalMs);
      }
    }
    return from <= to ? { from, to } : undefined;
  }

  #sorted(scope: DistrictScope): readonly StoredReading[] {
    const district = this.#districts.get(scopeKey(scope));
    if (!district) return [];
    district.sorted ??= [...district.byIdentity.values()].sort(compareReadings);
    return district.sorted;
  }
}

type Columns = {
  -readonly [Name in keyof CurrentReadings]: CurrentReadings[Name][number][];
};

const noReadings = (): Columns => ({
  sensorNumber: [],
  register: [],
  registerKind: [],
  intervalStart: [],
  intervalMs: [],
  value: [],
  quality: [],
  verdict: [],
  distinctValues: [],
  oldestIngestTime: [],
});

/** Arrivals that count; the last of them is what the reading says. */
const countedBy = ({ arrivals }: StoredReading, maximumVersion: bigint) =>
  arrivals.filter(({ version, verdict }) => version <= maximumVersion && countsWith(verdict));

function add(to: Columns, reading: StoredReading, arrivals: readonly Arrival[], intervalMs: number): void {
  const counts = arrivals.at(-1)!;
  to.sensorNumber.push(reading.sensorNumber);
  to.register.push(reading.register);
  to.registerKind.push(reading.kind);
  to.intervalStart.push(reading.start);
  to.intervalMs.push(intervalMs);
  to.value.push(counts.value);
  to.quality.push(counts.quality);
  to.verdict.push(counts.verdict);
  to.distinctValues.push(new Set(arrivals.filter((one) => !isEstimate(one)).map(({ value }) => value)).size);
  to.oldestIngestTime.push(Math.min(...arrivals.map(({ ingestTime }) => ingestTime)));
}
