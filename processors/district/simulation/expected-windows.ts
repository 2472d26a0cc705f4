import { MAXIMUM_WATTS } from './made-directory.ts';
import type { MadeReading } from './made-readings.ts';

/**
 * What every window must hold after each message of the stream, from nothing but the definition: shares no code with the
 * processor. Of each reading the value that came last counts, but no estimate where the sensor has spoken, and nothing
 * that no sensor can take and nobody has confirmed; a register's fall is a restart from 0; a gauge holds for two
 * intervals.
 */
export class ExpectedWindows {
  /** Estimates that gave way to what the sensor said. */
  replacedEstimates = 0;
  /** Of earlier times the raw readings are gone: what comes for them changes nothing. */
  expiredBefore = Number.NEGATIVE_INFINITY;
  readonly #sensors = new Map<string, Sensor>();
  readonly #windows = new Map<string, History>();

  apply(sequence: number, reading: MadeReading): void {
    if (reading.time < this.expiredBefore || isImpossible(reading)) return;
    const name = `${reading.district}/${reading.sensor}`;
    let sensor = this.#sensors.get(name);
    if (!sensor) {
      sensor = { readings: [] };
      this.#sensors.set(name, sensor);
    }
    const changed = new Map<string, number>();
    const give = (span: Span | undefined, sign: 1 | -1) => {
      if (span) spread(reading.district, reading.sensor, span, sign, changed);
    };
    const { readings } = sensor;
    const start = reading.kind === 'interval' ? reading.time - reading.intervalMs : reading.time;
    let at = readings.findIndex((known) => known.start >= start);
    if (at === -1) at = readings.length;
    const isKnown = readings[at]?.start === start;
    if (isKnown && reading.mark === 'estimate' && readings[at]!.reading.mark !== 'estimate') return;
    if (isKnown && reading.mark !== 'estimate' && readings[at]!.reading.mark === 'estimate')
      this.replacedEstimates++;
    const next: Known = { start, reading };
    if (reading.kind === 'interval') {
      if (isKnown) give(intervalSpan(readings[at]!), -1);
      give(intervalSpan(next), 1);
      readings.splice(at, isKnown ? 1 : 0, next);
    } else {
      const before = readings[at - 1];
      const after = readings[isKnown ? at + 1 : at];
      if (isKnown) {
        give(pairSpan(before, readings[at]), -1);
        give(pairSpan(readings[at], after), -1);
      } else give(pairSpan(before, after), -1);
      give(pairSpan(before, next), 1);
      give(pairSpan(next, after), 1);
      readings.splice(at, isKnown ? 1 : 0, next);
    }
    for (const [key, change] of changed) {
      if (change === 0) continue;
      let history = this.#windows.get(key);
      if (!history) {
        history = { sequences: [], values: [] };
        this.#windows.set(key, history);
      }
      history.sequences.push(sequence);
      history.values.push((history.values.at(-1) ?? 0) + change);
    }
  }

  /** What a window may show at a sequence: all up to the message, or what of the message was applied by then. */
  mayBe(key: string, sequence: number, value: number): boolean {
    const history = this.#windows.get(key);
    if (!history) return value === 0;
    const { sequences, values } = history;
    let index = sequences.length - 1;
    while (index >= 0 && sequences[index]! > sequence) index--;
    for (; index >= 0; index--) {
      if (values[index] === value) return true;
      if (sequences[index]! < sequence) return false;
    }
    return value === 0;
  }

  /** Energy of every window in the end, by key. */
  *final(): Generator<readonly [key: string, energy: number]> {
    for (const [key, { values }] of this.#windows) yield [key, values.at(-1)!];
  }

  /** Of each reading the one that counts. */
  *counted(): Generator<MadeReading> {
    for (const { readings } of this.#sensors.values()) for (const { reading } of readings) yield reading;
  }
}

export const sensorKey = (district: string, sensor: number, start: number) =>
  `${district}/${sensor}/quarter-hour/${start}`;
export const districtKey = (district: string, resolution: 'minute' | 'quarter-hour', start: number) =>
  `${district}//${resolution}/${start}`;

interface Known {
  readonly start: number;
  readonly reading: MadeReading;
}

interface Sensor {
  /** In the order of their starts. */
  readonly readings: Known[];
}

interface History {
  readonly sequences: number[];
  readonly values: number[];
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly energy: number;
}

function isImpossible({ kind, value, intervalMs, mark }: MadeReading): boolean {
  if (mark === 'confirmed' || kind === 'cumulative') return false;
  const watts = kind === 'gauge' ? value : (value * 3_600) / intervalMs;
  return watts > MAXIMUM_WATTS;
}

const intervalSpan = ({ start, reading }: Known): Span => ({
  from: start,
  to: start + reading.intervalMs,
  energy: reading.value,
});

function pairSpan(before: Known | undefined, after: Known | undefined): Span | undefined {
  if (!before || !after) return undefined;
  const { value, kind, intervalMs } = before.reading;
  if (kind === 'gauge') {
    const to = Math.min(after.start, before.start + 2 * intervalMs);
    return { from: before.start, to, energy: Math.round((value * (to - before.start)) / 3_600) };
  }
  const rise = after.reading.value - value;
  return { from: before.start, to: after.start, energy: rise >= 0 ? rise : after.reading.value };
}

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;

/** Whole parts: what has flowed by a window's end, rounded down, less what had flowed by its start. */
function spread(
  district: string,
  sensor: number,
  { from, to, energy }: Span,
  sign: 1 | -1,
  changed: Map<string, number>,
): void {
  const flowedBy = (time: number) =>
    Math.floor((energy * (Math.min(Math.max(time, from), to) - from)) / (to - from));
  const add = (key: string, part: number) => changed.set(key, (changed.get(key) ?? 0) + sign * part);
  for (let start = Math.floor(from / QUARTER_MS) * QUARTER_MS; start < to; start += QUARTER_MS) {
    const part = flowedBy(start + QUARTER_MS) - flowedBy(start);
    add(sensorKey(district, sensor, start), part);
    add(districtKey(district, 'quarter-hour', start), part);
  }
  for (let start = Math.floor(from / MINUTE_MS) * MINUTE_MS; start < to; start += MINUTE_MS) {
    add(districtKey(district, 'minute', start), flowedBy(start + MINUTE_MS) - flowedBy(start));
  }
}
