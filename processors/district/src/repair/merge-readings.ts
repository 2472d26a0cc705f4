import type { CurrentReadings } from '@citywatt/measurement-store/repair';

const COLUMNS = [
  'sensorNumber', 'registerKind', 'intervalStart', 'intervalMs', 'value', 'quality', 'verdict', 'distinctValues',
  'oldestIngestTime',
] as const; // biome-ignore format: a list

export const noReadings = (): CurrentReadings => columnsFor(0);

function columnsFor(count: number) {
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(count)])) as Record<
    (typeof COLUMNS)[number],
    Float64Array
  >;
  return { ...columns, register: new Array<string>(count) };
}

/** Readings and their neighbours, which share none, as one list in the order of both: sensor, register, start. */
export function mergeReadings(inside: CurrentReadings, around: CurrentReadings): CurrentReadings {
  const [many, few] = [inside.sensorNumber.length, around.sensorNumber.length];
  if (few === 0) return inside;
  if (many === 0) return around;
  const merged = columnsFor(many + few);
  let to = 0;
  const take = (from: CurrentReadings, index: number) => {
    for (const name of COLUMNS) merged[name][to] = from[name][index]!;
    merged.register[to++] = from.register[index]!;
  };
  let at = 0;
  for (let index = 0; index < few; index++) {
    while (at < many && isBefore(inside, at, around, index)) take(inside, at++);
    take(around, index);
  }
  while (at < many) take(inside, at++);
  return merged;
}

function isBefore(a: CurrentReadings, i: number, b: CurrentReadings, j: number): boolean {
  const sensors = a.sensorNumber[i]! - b.sensorNumber[j]!;
  if (sensors !== 0) return sensors < 0;
  if (a.register[i] !== b.register[j]) return a.register[i]! < b.register[j]!;
  return a.intervalStart[i]! < b.intervalStart[j]!;
}
