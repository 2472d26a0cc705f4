import { setImmediate as nextTurn } from 'node:timers/promises';

/** A reading that the door has acknowledged. It is an interval when it has a length, else a register. */
export interface Acknowledged {
  readonly district: string;
  readonly sensor: string;
  /** Of an interval its start. Milliseconds since 1970 UTC. */
  readonly start: number;
  readonly lengthMs: number;
  /** Milliwatt-hours. */
  readonly value: number;
}

export const RESOLUTIONS = ['minute', 'quarter-hour', 'hour', 'day'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];
/** Milliwatt-hours by `district start`, windows of nothing left out. */
export type Windows = ReadonlyMap<string, number>;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LENGTHS = { minute: MINUTE_MS, 'quarter-hour': 900_000, hour: HOUR_MS } as const;

interface Sensor {
  readonly district: string;
  readonly lengthMs: number;
  /** In the order in which they came. */
  readonly starts: number[];
  readonly values: number[];
}

/**
 * What the rollups have to be, from nothing but what was acknowledged and the definitions: of a reading the last value
 * counts; what a register has risen by is spread evenly between its readings, a window getting the whole milliwatt-hours
 * that have flowed by its end less those that had by its start. Shares no line with what it checks.
 */
export class Recount {
  readonly #sensors = new Map<string, Sensor>();
  readonly #dayOf: (time: number) => number;
  #energy = 0;

  /** @param timeZone whose offset is a whole number of hours. */
  constructor(timeZone: string) {
    this.#dayOf = localDays(timeZone);
  }

  add({ district, sensor: name, start, lengthMs, value }: Acknowledged): void {
    let sensor = this.#sensors.get(name);
    if (!sensor) {
      sensor = { district, lengthMs, starts: [], values: [] };
      this.#sensors.set(name, sensor);
    }
    if (lengthMs > 0) this.#energy += value;
    else if (sensor.values.length > 0) this.#energy += value - sensor.values.at(-1)!;
    sensor.starts.push(start);
    sensor.values.push(value);
  }

  /** All of it so far, for a city whose readings come once and in order. */
  get energy(): number {
    return this.#energy;
  }

  /** Different readings: the same one again counts once. */
  get identities(): number {
    let count = 0;
    for (const sensor of this.#sensors.values()) count += lastOfEach(sensor).length;
    return count;
  }

  /** Sensor by sensor, so that whoever shares the thread has its turn: proxies must not stand still meanwhile. */
  async windows(): Promise<Readonly<Record<Resolution, Windows>>> {
    const minutes = new Map<string, number>();
    for (const sensor of this.#sensors.values()) {
      const readings = lastOfEach(sensor);
      for (const [index, { start, value }] of readings.entries()) {
        const next = readings[index + 1];
        if (sensor.lengthMs > 0) spread(minutes, sensor.district, value, start, start + sensor.lengthMs);
        else if (next) {
          const risen = next.value >= value ? next.value - value : next.value;
          spread(minutes, sensor.district, risen, start, next.start);
        }
      }
      await nextTurn();
    }
    return {
      minute: grouped(minutes, (time) => time),
      'quarter-hour': grouped(minutes, (time) => floorTo(time, LENGTHS['quarter-hour'])),
      hour: grouped(minutes, (time) => floorTo(time, HOUR_MS)),
      day: grouped(minutes, this.#dayOf),
    };
  }
}

function lastOfEach(sensor: Sensor): { readonly start: number; readonly value: number }[] {
  const values = new Map<number, number>();
  for (const [index, start] of sensor.starts.entries()) values.set(start, sensor.values[index]!);
  return [...values].map(([start, value]) => ({ start, value })).sort((a, b) => a.start - b.start);
}

function spread(windows: Map<string, number>, district: string, energy: number, from: number, to: number) {
  const flowedBy = (time: number) => (time >= to ? energy : floorShare(energy, time - from, to - from));
  for (let start = floorTo(from, MINUTE_MS); start < to; start += MINUTE_MS) {
    const part = flowedBy(start + MINUTE_MS) - flowedBy(Math.max(start, from));
    const key = `${district} ${start}`;
    windows.set(key, (windows.get(key) ?? 0) + part);
  }
}

function floorShare(energy: number, elapsed: number, length: number): number {
  const product = energy * elapsed;
  if (Number.isSafeInteger(product)) return Math.floor(product / length);
  return Number((BigInt(energy) * BigInt(elapsed)) / BigInt(length));
}

function grouped(minutes: ReadonlyMap<string, number>, startOf: (time: number) => number): Windows {
  const windows = new Map<string, number>();
  for (const [key, energy] of minutes) {
    const [district, time] = key.split(' ') as [string, string];
    const window = `${district} ${startOf(Number(time))}`;
    windows.set(window, (windows.get(window) ?? 0) + energy);
  }
  for (const [key, energy] of windows) if (energy === 0) windows.delete(key);
  return windows;
}

const floorTo = (time: number, length: number) => Math.floor(time / length) * length;

/** The first instant of the local day that holds a time. */
function localDays(timeZone: string): (time: number) => number {
  const dates = new Intl.DateTimeFormat('sv', { timeZone });
  const known = new Map<number, number>();
  return (time) => {
    const hour = floorTo(time, HOUR_MS);
    const found = known.get(hour);
    if (found !== undefined) return found;
    const date = dates.format(hour);
    let first = hour;
    while (dates.format(first - HOUR_MS) === date) first -= HOUR_MS;
    known.set(hour, first);
    return first;
  };
}
