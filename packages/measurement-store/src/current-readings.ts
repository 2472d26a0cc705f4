import { countsWith, VERDICTS } from '@citywatt/reading-stream/verdict';
import type { MeasurementClient } from './connection.ts';
import { type NativeRows, queryNative } from './native-reader.ts';
import type { CurrentReadings } from './repair.ts';

export interface DistrictsScope {
  readonly tenant: string;
  readonly city: string;
  readonly districts: readonly string[];
}

/**
 * The current value of every reading of some districts whose event time or interval touches [from, to), as known at
 * `maximumVersion`: of the arrivals of one reading the last one, but never an estimate of ours where the sensor itself
 * has spoken. Segments are read as they are stored and sorted here, at a tenth of what grouping their rows costs there.
 * @param longestIntervalMs longest interval that the districts' readings have; earlier starts are not looked for.
 */
export async function currentReadings(
  client: MeasurementClient,
  { tenant, city, districts }: DistrictsScope,
  from: number,
  to: number,
  longestIntervalMs: number,
  maximumVersion: bigint,
): Promise<ReadonlyMap<string, CurrentReadings>> {
  const blocks = await queryNative(
    client,
    `SELECT CAST(district AS String) AS of, CAST(register AS String) AS code, register_kind AS kind,
       interval_milliseconds AS intervalMs, quality, toFloat64(toUnixTimestamp64Milli(ingest_time)) AS ingestTime,
       toFloat64(toUnixTimestamp64Milli(first_start)) AS firstStart,
       sensor_numbers AS sensorNumbers, start_offsets AS offsets, reading_values AS readingValues, verdicts
     FROM raw_segments
     WHERE tenant = {tenant:String} AND city = {city:String} AND district IN {districts:Array(String)}
       AND last_start >= fromUnixTimestamp64Milli({earliest:Int64})
       AND first_start < fromUnixTimestamp64Milli({to:Int64}) AND version <= {maximumVersion:UInt64}
     ORDER BY version, first_position`,
    {
      tenant,
      city,
      districts,
      earliest: from - longestIntervalMs,
      to,
      maximumVersion: maximumVersion.toString(),
    },
  );
  const gathered = new Map(districts.map((district) => [district, new Arrivals()]));
  for (const block of blocks) gather(block, gathered, from - longestIntervalMs, to);
  return new Map(districts.map((district) => [district, gathered.get(district)!.current(from)]));
}

/** Takes what counts and starts in [earliest, to). */
function gather(block: NativeRows, into: ReadonlyMap<string, Arrivals>, earliest: number, to: number): void {
  const districts = block.text('of');
  const codes = block.text('code');
  const kinds = block.number('kind');
  const intervals = block.number('intervalMs');
  const qualities = block.number('quality');
  const ingestTimes = block.number('ingestTime');
  const firstStarts = block.number('firstStart');
  const ends = block.ends('sensorNumbers');
  const sensors = block.number('sensorNumbers');
  const offsets = block.number('offsets');
  const values = block.whole('readingValues');
  const verdicts = block.number('verdicts');
  for (let row = 0, at = 0; row < block.rows; row++) {
    const end = ends[row]!;
    const arrivals = into.get(districts[row]!)!;
    const segment = arrivals.segment(
      codes[row]!,
      kinds[row]!,
      intervals[row]!,
      qualities[row]!,
      ingestTimes[row]!,
    );
    arrivals.reserve(end - at);
    for (const first = firstStarts[row]!; at < end; at++) {
      const start = first + offsets[at]!;
      const verdict = verdicts[at]!;
      if (start < earliest || start >= to || !countsWith(verdict)) continue;
      arrivals.add(segment, sensors[at]!, start, Number(values[at]), verdict);
    }
  }
}

/** Numbers of a district's sensors are dense; one that is none of ours must not take memory for all below it. */
const MOST_SENSORS = 10_000_000;

interface Segment {
  readonly register: string;
  readonly kind: number;
  readonly intervalMs: number;
  readonly quality: number;
  readonly ingestTime: number;
}

/** Arrivals of one district in the order in which they came. */
class Arrivals {
  readonly #segments: Segment[] = [];
  #count = 0;
  #sensor = new Uint32Array(1_024);
  #segment = new Uint32Array(1_024);
  #verdict = new Uint8Array(1_024);
  #start = new Float64Array(1_024);
  #value = new Float64Array(1_024);

  segment(register: string, kind: number, intervalMs: number, quality: number, ingestTime: number): number {
    return this.#segments.push({ register, kind, intervalMs, quality, ingestTime }) - 1;
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    if (this.#count + more <= this.#sensor.length) return;
    const length = Math.max(this.#count + more, 2 * this.#sensor.length);
    const grown = <Column extends Uint8Array | Uint32Array | Float64Array>(before: Column, after: Column) => {
      after.set(before);
      return after;
    };
    this.#sensor = grown(this.#sensor, new Uint32Array(length));
    this.#segment = grown(this.#segment, new Uint32Array(length));
    this.#verdict = grown(this.#verdict, new Uint8Array(length));
    this.#start = grown(this.#start, new Float64Array(length));
    this.#value = grown(this.#value, new Float64Array(length));
  }

  add(segment: number, sensor: number, start: number, value: number, verdict: number): void {
    const at = this.#count++;
    this.#segment[at] = segment;
    this.#sensor[at] = sensor;
    this.#start[at] = start;
    this.#value[at] = value;
    this.#verdict[at] = verdict;
  }

  /** Each reading once, if it reaches beyond `from`. */
  current(from: number): CurrentReadings {
    const order = this.#inOrder();
    const made = {
      sensorNumber: new Uint32Array(order.length),
      register: new Array<string>(order.length),
      registerKind: new Uint8Array(order.length),
      intervalStart: new Float64Array(order.length),
      intervalMs: new Uint32Array(order.length),
      value: new Float64Array(order.length),
      quality: new Uint8Array(order.length),
      verdict: new Uint8Array(order.length),
      distinctValues: new Uint32Array(order.length),
      oldestIngestTime: new Float64Array(order.length),
    };
    let count = 0;
    for (let begin = 0, end = 0; begin < order.length; begin = end) {
      for (end = begin + 1; end < order.length && this.#compare(order[begin]!, order[end]!) === 0; end++);
      const counted = order[end - 1]!;
      const { register, kind, intervalMs, quality } = this.#segments[this.#segment[counted]!]!;
      // Of the arrival that counts: an earlier one with a longer interval must not reach in.
      if (this.#start[counted]! + Math.max(intervalMs, 1) <= from) continue;
      made.sensorNumber[count] = this.#sensor[counted]!;
      made.register[count] = register;
      made.registerKind[count] = kind;
      made.intervalStart[count] = this.#start[counted]!;
      made.intervalMs[count] = intervalMs;
      made.value[count] = this.#value[counted]!;
      made.quality[count] = quality;
      made.verdict[count] = this.#verdict[counted]!;
      made.distinctValues[count] = this.#distinctValues(order, begin, end);
      made.oldestIngestTime[count] = this.#oldest(order, begin, end);
      count++;
    }
    return {
      sensorNumber: made.sensorNumber.subarray(0, count),
      register: made.register.slice(0, count),
      registerKind: made.registerKind.subarray(0, count),
      intervalStart: made.intervalStart.subarray(0, count),
      intervalMs: made.intervalMs.subarray(0, count),
      value: made.value.subarray(0, count),
      quality: made.quality.subarray(0, count),
      verdict: made.verdict.subarray(0, count),
      distinctValues: made.distinctValues.subarray(0, count),
      oldestIngestTime: made.oldestIngestTime.subarray(0, count),
    };
  }

  /** By sensor, and of one sensor by register, start and rank; most come so already. */
  #inOrder(): Uint32Array {
    const count = this.#count;
    let most = 0;
    for (let at = 0; at < count; at++) most = Math.max(most, this.#sensor[at]!);
    if (most > MOST_SENSORS) {
      const all = Uint32Array.from({ length: count }, (_, at) => at);
      return all.sort((a, b) => this.#compare(a, b) || this.#rank(a, b));
    }
    const next = new Uint32Array(most + 2);
    for (let at = 0; at < count; at++) next[this.#sensor[at]! + 1]!++;
    for (let sensor = 0; sensor <= most; sensor++) next[sensor + 1]! += next[sensor]!;
    const begins = next.slice();
    const order = new Uint32Array(count);
    for (let at = 0; at < count; at++) order[next[this.#sensor[at]!]!++] = at;
    for (let sensor = 0; sensor <= most; sensor++) {
      const own = order.subarray(begins[sensor]!, begins[sensor + 1]!);
      if (!this.#isSorted(own)) own.sort((a, b) => this.#compare(a, b) || this.#rank(a, b));
    }
    return order;
  }

  #isSorted(order: Uint32Array): boolean {
    for (let at = 1; at < order.length; at++) {
      const [a, b] = [order[at - 1]!, order[at]!];
      if ((this.#compare(a, b) || this.#rank(a, b)) > 0) return false;
    }
    return true;
  }

  /** 0 for arrivals of the same reading. */
  #compare(a: number, b: number): number {
    if (this.#sensor[a] !== this.#sensor[b]) return this.#sensor[a]! - this.#sensor[b]!;
    const [one, other] = [this.#segments[this.#segment[a]!]!, this.#segments[this.#segment[b]!]!];
    if (one.register !== other.register) return one.register < other.register ? -1 : 1;
    return this.#start[a]! - this.#start[b]! || one.kind - other.kind;
  }

  /** An estimate of ours stands before what the sensor said, else in the order in which they came. */
  #rank(a: number, b: number): number {
    return Number(this.#isEstimate(b)) - Number(this.#isEstimate(a)) || a - b;
  }

  #isEstimate(at: number): boolean {
    return this.#verdict[at] === VERDICTS.estimate;
  }

  #distinctValues(order: Uint32Array, begin: number, end: number): number {
    if (end - begin === 1) return this.#isEstimate(order[begin]!) ? 0 : 1;
    const said = order.subarray(begin, end).filter((at) => !this.#isEstimate(at));
    return new Set(Float64Array.from(said, (at) => this.#value[at]!)).size;
  }

  #oldest(order: Uint32Array, begin: number, end: number): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (let at = begin; at < end; at++) {
      oldest = Math.min(oldest, this.#segments[this.#segment[order[at]!]!]!.ingestTime);
    }
    return oldest;
  }
}
