/** What the queries of lineage share. */
export interface AskedArrivals {
  /** Only these; empty means all. */
  readonly sensorNumbers: readonly number[];
  /** Only these, by OBIS code. */
  readonly registers: readonly string[];
  /** Half-open, milliseconds since 1970 UTC. */
  readonly from: number;
  readonly to: number;
  /** Whether a sensor's readings are intervals: these have no neighbours. */
  readonly isInterval: (sensorNumber: number) => boolean;
  /** Longest interval that the readings have; earlier starts are not looked for. */
  readonly longestIntervalMs: number;
  /** How far before and behind the range a register's next reading is looked for. */
  readonly longestGapMs: number;
  /** Only what had come in by then, milliseconds since 1970 UTC; absent: all. */
  readonly asOf?: number | undefined;
}

/** The latest instant that DateTime64(3) holds. */
export const LATEST_MS = 10_413_791_999_999;
export const IN_DISTRICT =
  'tenant = {tenant:String} AND city = {city:String} AND district = {district:String}';
export const BY_THEN = 'ingest_time <= fromUnixTimestamp64Milli({asOf:Int64})';
export const START = 'toUnixTimestamp64Milli(interval_start)';
export const INTERVAL_KIND = 1;

export const CHOSEN = `${IN_DISTRICT} AND ${BY_THEN} AND register IN {registers:Array(String)}
  AND (empty({sensorNumbers:Array(UInt32)}) OR sensor_number IN {sensorNumbers:Array(UInt32)})`;

export const chosen = ({ sensorNumbers, registers, asOf }: AskedArrivals) => ({
  sensorNumbers,
  registers,
  asOf: Math.min(asOf ?? LATEST_MS, LATEST_MS),
});
