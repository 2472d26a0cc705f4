import type { Arrivals } from '@citywatt/measurement-store/lineage';
import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { REGISTER_KINDS } from '@citywatt/reading-stream/frame-layout';
import type { RegisterKind } from '@citywatt/reading-stream/reading';
import { countsWith, VERDICTS } from '@citywatt/reading-stream/verdict';

/**
 * `counts`: its value is the reading's. `duplicate`: it says what an earlier one said. `revised`: a later one says
 * something else. `replaced`: an estimate of the processor's own, and the sensor has spoken. `stopped`: validation
 * did not let it through, by the rule of its verdict.
 */
export type Standing = 'counts' | 'duplicate' | 'revised' | 'replaced' | 'stopped';

/** One time that a reading came in. */
export interface Arrival {
  /** Milliwatt-hours, or watts for gauges. */
  readonly value: number;
  /** Index in `QUALITIES`. */
  readonly quality: number;
  /** Code in `VERDICTS`. */
  readonly verdict: number;
  /** Length of its interval, 0 for registers and gauges. */
  readonly intervalMs: number;
  readonly ingestTime: number;
  readonly generation: number;
  readonly sequence: number;
  readonly position: number;
  standing: Standing;
  /** Of a revised or replaced one: which took its place. */
  replacedBy: Arrival | undefined;
}

/** What one register of one sensor showed at a time, or over an interval, with all its arrivals by rank. */
export interface ArrivedReading {
  readonly sensor: number;
  /** OBIS code. */
  readonly register: string;
  readonly kind: RegisterKind;
  /** Event time, or the interval's start; milliseconds since 1970 UTC. */
  readonly start: number;
  readonly arrivals: readonly Arrival[];
  /** The arrival that counts, if any does. */
  readonly counted: Arrival | undefined;
}

export interface CountedReading extends ArrivedReading {
  readonly counted: Arrival;
}

export const isCounted = (reading: ArrivedReading): reading is CountedReading =>
  reading.counted !== undefined;

/** Gathers arrivals into readings and says what became of each; in the order of `arrivals`. */
export function readingsOf(arrivals: Arrivals): readonly ArrivedReading[] {
  const readings: ArrivedReading[] = [];
  const count = arrivals.sensorNumber.length;
  for (let index = 0; index < count; ) {
    const of: Arrival[] = [];
    const first = index;
    for (; index < count && isSame(arrivals, first, index); index++) of.push(arrivalAt(arrivals, index));
    readings.push({
      sensor: arrivals.sensorNumber[first]!,
      register: arrivals.register[first]!,
      kind: REGISTER_KINDS[arrivals.registerKind[first]!]!,
      start: arrivals.intervalStart[first]!,
      arrivals: of,
      counted: settle(of),
    });
  }
  return readings;
}

/** The readings as the repair path takes them: index i belongs to reading i. */
export function currentOf(readings: readonly CountedReading[]): CurrentReadings {
  const counting = readings.map(({ arrivals }) => arrivals.filter(({ verdict }) => countsWith(verdict)));
  return {
    sensorNumber: readings.map(({ sensor }) => sensor),
    register: readings.map(({ register }) => register),
    registerKind: readings.map(({ kind }) => REGISTER_KINDS.indexOf(kind)),
    intervalStart: readings.map(({ start }) => start),
    intervalMs: readings.map(({ counted }) => counted.intervalMs),
    value: readings.map(({ counted }) => counted.value),
    quality: readings.map(({ counted }) => counted.quality),
    verdict: readings.map(({ counted }) => counted.verdict),
    distinctValues: counting.map(
      (arrivals) => new Set(arrivals.filter((one) => !isEstimate(one)).map(({ value }) => value)).size,
    ),
    oldestIngestTime: counting.map((arrivals) => Math.min(...arrivals.map((one) => one.ingestTime))),
  };
}

/** Of those that may count the last one does: in the order of rank an estimate stands before what the sensor said. */
function settle(arrivals: readonly Arrival[]): Arrival | undefined {
  let counted: Arrival | undefined;
  for (const arrival of arrivals) {
    if (arrival.verdict === VERDICTS.duplicate) arrival.standing = 'duplicate';
    else if (!countsWith(arrival.verdict)) arrival.standing = 'stopped';
    else if (counted && saysSame(counted, arrival)) arrival.standing = 'duplicate';
    else {
      if (counted) {
        counted.standing = isEstimate(counted) && !isEstimate(arrival) ? 'replaced' : 'revised';
        counted.replacedBy = arrival;
      }
      counted = arrival;
    }
  }
  return counted;
}

const isEstimate = ({ verdict }: Arrival) => verdict === VERDICTS.estimate;

const saysSame = (a: Arrival, b: Arrival) =>
  a.value === b.value && a.quality === b.quality && a.intervalMs === b.intervalMs && a.verdict === b.verdict;

const arrivalAt = (arrivals: Arrivals, index: number): Arrival => ({
  value: arrivals.value[index]!,
  quality: arrivals.quality[index]!,
  verdict: arrivals.verdict[index]!,
  intervalMs: arrivals.intervalMs[index]!,
  ingestTime: arrivals.ingestTime[index]!,
  generation: arrivals.generation[index]!,
  sequence: arrivals.sequence[index]!,
  position: arrivals.position[index]!,
  standing: 'counts',
  replacedBy: undefined,
});

const isSame = (arrivals: Arrivals, a: number, b: number) =>
  arrivals.intervalStart[a] === arrivals.intervalStart[b] &&
  arrivals.sensorNumber[a] === arrivals.sensorNumber[b] &&
  arrivals.register[a] === arrivals.register[b] &&
  arrivals.registerKind[a] === arrivals.registerKind[b];
