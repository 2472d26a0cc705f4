import { seeded } from '@citywatt/test-harness/seeded';
import { expect, test } from 'vitest';
import { recountEnergy, type SentReading } from '../test/independent-recount.ts';
import { districtKey, ExpectedWindows } from './expected-windows.ts';
import { makeCity } from './made-city.ts';
import type { MadeReading } from './made-readings.ts';

/** Of the readings of a sensor those that count: what no sensor can take only when it is confirmed, estimates last. */
function counted(readings: readonly MadeReading[]): readonly MadeReading[] {
  const possible = readings
    .filter(({ kind, value, mark }) => mark === 'confirmed' || kind === 'cumulative' || value < 50_000_000)
    .filter(({ kind, value, mark }) => mark === 'confirmed' || kind !== 'gauge' || value < 50_000);
  const measured = new Set(possible.filter(({ mark }) => mark !== 'estimate').map(({ time }) => time));
  return possible.filter(({ mark, time }) => mark !== 'estimate' || !measured.has(time));
}

const sentOf = ({ sensor, kind, intervalMs, time, value }: MadeReading): SentReading => {
  const lengthMs = kind === 'interval' ? intervalMs : 0;
  return { sensor, kind, start: time - lengthMs, lengthMs, value };
};

test('the expected windows, kept message by message, are what a brute-force recount of all readings gives', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const city = makeCity(seeded(seed));
    const expected = new ExpectedWindows();
    const readings = city.deliveries.flatMap((delivery) => ('reading' in delivery ? [delivery.reading] : []));
    for (const [index, reading] of readings.entries()) expected.apply(index + 1, reading);
    for (const { district } of city.districts) {
      const sent = readings.filter((one) => one.district === district);
      for (const [resolution, length] of [
        ['minute', 60_000],
        ['quarter-hour', 900_000],
      ] as const) {
        const recounted = new Map<number, number>();
        for (const life of city.lives.filter((one) => one.district === district)) {
          const own = counted(sent.filter(({ sensor }) => sensor === life.sensor)).map(sentOf);
          for (const [start, energy] of recountEnergy(own, length, 2 * life.intervalMs)) {
            recounted.set(start, (recounted.get(start) ?? 0) + energy);
          }
        }
        const kept = [...expected.final()].filter(
          ([key, energy]) => key.startsWith(`${district}//${resolution}/`) && energy !== 0,
        );
        expect(new Map(kept)).toEqual(
          new Map(
            [...recounted]
              .filter(([, energy]) => energy !== 0)
              .map(([start, energy]) => [districtKey(district, resolution, start), energy]),
          ),
        );
      }
    }
  }
});

test('at a sequence a window may be what it was before the message, or become in it, and nothing else', () => {
  const expected = new ExpectedWindows();
  const reading = { district: 'd', sensor: 0, kind: 'interval', intervalMs: 900_000 } as const;
  expected.apply(3, { ...reading, time: 900_000, value: 5 });
  expected.apply(7, { ...reading, time: 900_000, value: 9 });
  expected.apply(7, { ...reading, time: 900_000, value: 11 });
  const key = districtKey('d', 'quarter-hour', 0);
  const at = (sequence: number) => [0, 5, 9, 11].filter((value) => expected.mayBe(key, sequence, value));
  expect([2, 3, 6, 7, 8].map(at)).toEqual([[0], [0, 5], [5], [5, 9, 11], [11]]);
});
