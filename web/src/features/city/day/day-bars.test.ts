import { expect, test } from 'vitest';
import { dayOf, daysAway } from '../../../clock/city-time.ts';
import { dayBars } from './day-bars.ts';
import type { CityDay } from './use-city-day.ts';

const zone = 'Europe/Lisbon';
const HOUR_MS = 3_600_000;

function day(startMs: number, fromHour: number, toHour: number): CityDay['day']['points'] {
  return Array.from({ length: (toHour - fromHour) * 4 }, (_, index) => {
    const start = startMs + fromHour * HOUR_MS + index * 900_000;
    return {
      start: new Date(start).toISOString(),
      end: new Date(start + 900_000).toISOString(),
      energyKwh: 25,
      // The hour of the day, so that a bar tells where it came from.
      averagePowerKw: 100 + Math.floor((start - startMs) / HOUR_MS),
      state: 'FINAL' as const,
      quality: 'MEASURED' as const,
    };
  });
}

function barsOf(moment: string, yesterdayFrom: number) {
  const nowMs = Date.parse(moment);
  const [startMs, endMs] = dayOf(nowMs, zone);
  const [yesterdayMs] = dayOf(daysAway(startMs, -1, zone), zone);
  const city: CityDay = {
    id: 'c',
    day: { totalEnergyKwh: 0, measuredShare: 1, points: day(startMs, 0, 12) },
    dayBefore: { totalEnergyKwh: 0, points: day(yesterdayMs, yesterdayFrom, 24) },
    weekBefore: { points: [] },
  };
  return dayBars(city, startMs, endMs, nowMs, zone);
}

test('what is still to come shows yesterday at the same time, also while yesterday is only filled from 15:00 on', () => {
  const bars = barsOf('2026-11-25T12:00:00Z', 15);
  expect(bars).toHaveLength(96);
  expect(bars[4 * 13]).toMatchObject({ ahead: true, kw: undefined });
  expect(bars[4 * 16]).toMatchObject({ ahead: true, kw: 116 });
  expect(bars[4 * 5]).toMatchObject({ ahead: false, kw: 105 });
});

test('the day of a clock change has a bar for each of its quarter hours', () => {
  expect(barsOf('2026-03-29T12:00:00+01:00', 0)).toHaveLength(92);
  expect(barsOf('2026-10-25T12:00:00Z', 0)).toHaveLength(100);
});
