import type { Arrivals } from '@citywatt/measurement-store/lineage';
import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { REGISTER_KINDS } from '@citywatt/reading-stream/frame-layout';
import type { RegisterKind } from '@citywatt/reading-stream/reading';

/**
 * `counts`: its value is the reading's. `duplicate`: it says what an earlier one said. `revised`: a later one says
 * something else.
 */
export type Standing = 'counts' | 'duplicate' | 'revised';

/** One time that a reading came in. */
export interface Arrival {
  /** Milliwatt-hours, or watts for gauges. */
  readonly value: number;
  /** Index in `QUALITIES`. */
  readonly quality: number;
  /** Length of its interval, 0 for registers and gauges. */
  readonly intervalMs: number;
  readonly ingestTime: number;
  readonly generation: number;
  readonly sequence: number;
  readonly position: number;
  standing: Standing;
  /** Of a revised one: which took its place. */
  revisedBy: Arrival | undefined;
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
  /** The arrival that counts. */
  readonly counted: Arrival;
}

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
export function currentOf(readings: readonly ArrivedReading[]): CurrentReadings {
  return {
    sensorNumber: readings.map(({ sensor }) => sensor),
    register: readings.map(({ register }) => register),
    registerKind: readings.map(({ kind }) => REGISTER_KINDS.indexOf(kind)),
    intervalStart: readings.map(({ start }) => start),
    intervalMs: readings.map(({ counted }) => counted.intervalMs),
    value: readings.map(({ counted }) => counted.value),
    quality: readings.map(({ counted }) => counted.quality),
    distinctValues: readings.map(({ arrivals }) => new Set(arrivals.map(({ value }) => value)).size),
    oldestIngestTime: readings.map(({ arrivals }) => Math.min(...arrivals.map((one) => one.ingestTime))),
  };
}

function settle(arrivals: readonly Arrival[]): Arrival {
  let counted = arrivals[0]!;
  for (const arrival of arrivals.slice(1)) {
    if (saysSame(counted, arrival)) {
      arrival.standing = 'duplicate';
      continue;
    }
    counted.standing = 'revised';
    counted.revisedBy = arrival;
    counted = arrival;
  }
  return counted;
}

const saysSame = (a: Arrival, b: Arrival) =>
  a.value === b.value && a.quality === b.quality && a.intervalMs === b.intervalMs;

const arrivalAt = (arrivals: Arrivals, index: number): Arrival => ({
  value: arrivals.value[index]!,
  quality: arrivals.quality[index]!,
  intervalMs: arrivals.intervalMs[index]!,
  ingestTime: arrivals.ingestTime[index]!,
  generation: arrivals.generation[index]!,
  sequence: arrivals.sequence[index]!,
  position: arrivals.position[index]!,
  standing: 'counts',
  revisedBy: undefined,
});

const isSame = (arrivals: Arrivals, a: number, b: number) =>
  arrivals.intervalStart[a] === arrivals.intervalStart[b] &&
  arrivals.sensorNumber[a] === arrivals.sensorNumber[b] &&
  arrivals.register[a] === arrivals.register[b] &&
  arrivals.registerKind[a] === arrivals.registerKind[b];
