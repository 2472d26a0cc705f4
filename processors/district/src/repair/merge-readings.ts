import type { CurrentReadings } from '@citywatt/measurement-store/repair';

/** Readings and their neighbours in one sorted list; each reading once. */
export function mergeReadings(parts: readonly CurrentReadings[]): CurrentReadings {
  const rows = parts.flatMap((part) => part.sensorNumber.map((_, index) => ({ part, index })));
  const seen = new Set<string>();
  const kept = rows
    .filter(({ part, index }) => {
      const identity = `${part.sensorNumber[index]}/${part.register[index]}/${part.intervalStart[index]}`;
      if (seen.has(identity)) return false;
      seen.add(identity);
      return true;
    })
    .sort(
      (a, b) =>
        a.part.sensorNumber[a.index]! - b.part.sensorNumber[b.index]! ||
        compare(a.part.register[a.index]!, b.part.register[b.index]!) ||
        a.part.intervalStart[a.index]! - b.part.intervalStart[b.index]!,
    );
  const column = <Name extends keyof CurrentReadings>(name: Name) =>
    kept.map(({ part, index }) => part[name][index]!) as CurrentReadings[Name];
  return {
    sensorNumber: column('sensorNumber'),
    register: column('register'),
    registerKind: column('registerKind'),
    intervalStart: column('intervalStart'),
    intervalMs: column('intervalMs'),
    value: column('value'),
    quality: column('quality'),
    distinctValues: column('distinctValues'),
    oldestIngestTime: column('oldestIngestTime'),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
