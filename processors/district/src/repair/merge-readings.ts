import type { CurrentReadings } from '@citywatt/measurement-store/repair';

export const noReadings = (): CurrentReadings => ({
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

/** Readings and their neighbours, which share none, as one list in the order of both: sensor, register, start. */
export function mergeReadings(inside: CurrentReadings, around: CurrentReadings): CurrentReadings {
  if (around.sensorNumber.length === 0) return inside;
  if (inside.sensorNumber.length === 0) return around;
  const merged = noReadings();
  let at = 0;
  for (let index = 0; index < around.sensorNumber.length; index++) {
    while (at < inside.sensorNumber.length && isBefore(inside, at, around, index)) take(merged, inside, at++);
    take(merged, around, index);
  }
  while (at < inside.sensorNumber.length) take(merged, inside, at++);
  return merged;
}

function isBefore(a: CurrentReadings, i: number, b: CurrentReadings, j: number): boolean {
  const sensors = a.sensorNumber[i]! - b.sensorNumber[j]!;
  if (sensors !== 0) return sensors < 0;
  if (a.register[i] !== b.register[j]) return a.register[i]! < b.register[j]!;
  return a.intervalStart[i]! < b.intervalStart[j]!;
}

function take(to: CurrentReadings, from: CurrentReadings, index: number): void {
  to.sensorNumber.push(from.sensorNumber[index]!);
  to.register.push(from.register[index]!);
  to.registerKind.push(from.registerKind[index]!);
  to.intervalStart.push(from.intervalStart[index]!);
  to.intervalMs.push(from.intervalMs[index]!);
  to.value.push(from.value[index]!);
  to.quality.push(from.quality[index]!);
  to.verdict.push(from.verdict[index]!);
  to.distinctValues.push(from.distinctValues[index]!);
  to.oldestIngestTime.push(from.oldestIngestTime[index]!);
}
