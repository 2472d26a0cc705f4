import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import type { RegisterKind } from '@citywatt/reading-stream/reading';
import type { Seeded } from '@citywatt/test-harness/seeded';
import type { SensorLife } from './made-directory.ts';

const HOUR_MS = 3_600_000;

/** A reading on its way; of an interval `time` is the end. */
export interface MadeReading {
  readonly district: string;
  readonly sensor: number;
  readonly kind: RegisterKind;
  readonly intervalMs: number;
  readonly time: number;
  readonly value: number;
  /** What its segment says of it: let through by someone, or an estimate of the processor's own. */
  readonly mark?: NonNullable<SegmentKey['mark']>;
}

export interface Delivery {
  /** Wall time at which the door gets it. */
  readonly at: number;
  readonly reading: MadeReading;
}

/**
 * When each reading of a district's sensors arrives: most at once; of some seeds many late, twice, or with another value
 * afterwards.
 */
export function deliveriesOf(random: Seeded, lives: readonly SensorLife[]): Delivery[] {
  const chance = (greatest: number) => (random.next() < 0.5 ? 0 : random.next() * greatest);
  const late = chance(0.3);
  const twice = chance(0.3);
  const revised = chance(0.2);
  const missing = chance(0.1);
  const restarted = chance(0.05);
  const impossible = chance(0.1);
  const estimated = chance(0.2);
  const list: Delivery[] = [];
  for (const { district, sensor, kind, intervalMs, from, until } of lives) {
    // So far from where a restart leads that no restart looks like another unit of the same stand.
    let total = random.integer(1_000_000_000_000, 1_500_000_000_000);
    for (let time = from + intervalMs; time <= until; time += intervalMs) {
      const amount = random.integer(kind === 'cumulative' ? 500_000 : 0, 2_000_000);
      if (kind === 'cumulative' && random.next() < restarted) total = 0;
      total += amount;
      const value = kind === 'cumulative' ? total : kind === 'gauge' ? Math.floor(amount / 1_000) : amount;
      const reading = { district, sensor, kind, intervalMs, time, value };
      let at = time + random.integer(0, 20_000);
      if (kind === 'interval' && random.next() < estimated) {
        const estimate = { ...reading, value: random.integer(0, 2_000_000), mark: 'estimate' } as const;
        list.push({ at: at + random.integer(0, 2 * HOUR_MS), reading: estimate });
      }
      if (random.next() < missing) continue;
      if (kind !== 'cumulative' && random.next() < impossible) {
        const wrong = {
          ...reading,
          value: random.integer(1, 9) * (kind === 'gauge' ? 100_000 : 100_000_000),
        };
        const wrongAt = at + random.integer(0, HOUR_MS);
        list.push({ at: wrongAt, reading: wrong });
        if (random.next() < 0.3) {
          const confirmed = { ...wrong, mark: 'confirmed' } as const;
          list.push({ at: wrongAt + random.integer(1, HOUR_MS), reading: confirmed });
        }
      }
      if (random.next() < late) at += random.integer(0, random.next() < 0.5 ? HOUR_MS : 4 * HOUR_MS);
      list.push({ at, reading });
      if (random.next() < twice) list.push({ at: at + random.integer(0, 2 * HOUR_MS), reading });
      if (random.next() < revised) {
        // Between the readings before and behind it, so that no register falls by it.
        const other = { ...reading, value: value - random.integer(0, kind === 'gauge' ? value : amount) };
        list.push({ at: at + random.integer(1, 3 * HOUR_MS), reading: other });
      }
    }
  }
  return list;
}
