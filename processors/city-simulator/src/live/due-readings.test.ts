import { describe, expect, test } from 'vitest';
import { type FaultKind, LATE_BY_MS } from '../city/faults.ts';
import { createLivingCity } from '../city/living-city.ts';
import { HOUR_MS, MINUTE_MS } from '../city/local-time.ts';
import { readingLines } from '../door/reading-lines.ts';
import { dueReadings } from './due-readings.ts';

const city = createLivingCity(1755, 20);
const NONE: ReadonlySet<FaultKind> = new Set();
const BEGIN = Date.UTC(2026, 10, 24, 10);

const keysOf = (readings: ReturnType<typeof dueReadings>) =>
  readings.map(({ sensor, end, milliwattHours }) => `${sensor.name} ${end} ${milliwattHours}`);

describe('the readings that become due', () => {
  test('never end after now, and each minute brings some in every district', () => {
    const liveFrom = BEGIN - HOUR_MS;
    for (let now = BEGIN; now < BEGIN + 10 * MINUTE_MS; now += MINUTE_MS) {
      const due = dueReadings(city, NONE, now - MINUTE_MS, now, liveFrom);
      expect(Math.max(...due.map(({ end }) => end))).toBeLessThanOrEqual(now);
      expect(new Set(due.map(({ sensor }) => sensor.district)).size).toBe(9);
    }
  });

  test('a restart with other steps brings each reading once, with the same value', () => {
    const until = BEGIN + HOUR_MS;
    const atOnce = keysOf(dueReadings(city, NONE, BEGIN, until, BEGIN));
    const inSteps: string[] = [];
    for (let from = BEGIN; from < until; ) {
      const to = Math.min(until, from + 7_001);
      inSteps.push(...keysOf(dueReadings(city, NONE, from, to, BEGIN)));
      from = to;
    }
    expect(new Set(inSteps).size).toBe(inSteps.length);
    expect(inSteps.toSorted()).toEqual(atOnce.toSorted());
  });

  test('come in the order of event time for each sensor', () => {
    const latest = new Map<string, number>();
    for (const { sensor, end } of dueReadings(city, NONE, BEGIN, BEGIN + HOUR_MS, BEGIN)) {
      expect(end).toBeGreaterThan(latest.get(sensor.name) ?? 0);
      latest.set(sensor.name, end);
    }
  });

  test('a live load is heard of again within two of its intervals', () => {
    for (const { lagMs, register } of city.sensors) {
      expect(register.intervalMs + lagMs).toBeLessThan(2 * register.intervalMs - 5_000);
    }
  });

  test('what began before the live edge belongs to the history', () => {
    const due = dueReadings(city, NONE, BEGIN - HOUR_MS, BEGIN + HOUR_MS, BEGIN);
    expect(due.length).toBeGreaterThan(0);
    expect(due.every(({ start }) => start >= BEGIN)).toBe(true);
  });
});

describe('faults on request', () => {
  const until = BEGIN + 6 * HOUR_MS;
  const clean = dueReadings(city, NONE, BEGIN, until, BEGIN);
  const faulty = (kind: FaultKind) => dueReadings(city, new Set([kind]), BEGIN, until, BEGIN);
  const identities = (readings: typeof clean) => readings.map(({ sensor, end }) => `${sensor.name} ${end}`);

  test('are the same at every run', () => {
    const all: ReadonlySet<FaultKind> = new Set(['resets', 'gaps', 'duplicates', 'late', 'unit-mistakes']);
    const again = createLivingCity(1755, 20);
    expect(keysOf(dueReadings(again, all, BEGIN, BEGIN + HOUR_MS, BEGIN))).toEqual(
      keysOf(dueReadings(city, all, BEGIN, BEGIN + HOUR_MS, BEGIN)),
    );
  });

  test('gaps: about one reading in a hundred never comes', () => {
    const share = faulty('gaps').length / clean.length;
    expect(share).toBeGreaterThan(0.985);
    expect(share).toBeLessThan(0.995);
  });

  test('duplicates: about one in a hundred comes twice, as it was', () => {
    const readings = faulty('duplicates');
    expect(new Set(keysOf(readings))).toEqual(new Set(keysOf(clean)));
    const share = readings.length / clean.length;
    expect(share).toBeGreaterThan(1.005);
    expect(share).toBeLessThan(1.015);
  });

  test('late: some come hours after they were due, none is lost', () => {
    const inTime = new Set(identities(faulty('late')));
    const missing = identities(clean).filter((key) => !inTime.has(key));
    expect(missing.length).toBeGreaterThan(10);
    const later = new Set(
      identities(dueReadings(city, new Set(['late']), until, until + LATE_BY_MS + HOUR_MS, BEGIN)),
    );
    expect(missing.every((key) => later.has(key))).toBe(true);
  });

  test('unit mistakes: a thousand times too much', () => {
    const right = new Map(
      clean.map(({ sensor, end, milliwattHours }) => [`${sensor.name} ${end}`, milliwattHours]),
    );
    const wrong = faulty('unit-mistakes').filter(
      ({ sensor, end, milliwattHours }) => right.get(`${sensor.name} ${end}`) !== milliwattHours,
    );
    expect(wrong.length).toBeGreaterThan(10);
    for (const { sensor, end, milliwattHours } of wrong) {
      expect(milliwattHours).toBe(right.get(`${sensor.name} ${end}`)! * 1_000);
    }
  });

  test('resets: a register begins at 0 at a midnight and counts on from there', () => {
    const registers = faulty('resets').filter(({ sensor }) => sensor.register.kind === 'cumulative');
    const lowest = Math.min(...registers.map(({ milliwattHours }) => milliwattHours));
    // A register in use for months holds hundreds of kilowatt-hours; one of these was reset within the last days.
    expect(lowest).toBeGreaterThanOrEqual(0);
    expect(lowest).toBeLessThan(200e6);
  });
});

test('lines say kilowatt-hours that read back to the milliwatt-hour', () => {
  const readings = dueReadings(city, NONE, BEGIN, BEGIN + 20 * MINUTE_MS, BEGIN);
  const lines = readingLines(readings).trimEnd().split('\n');
  expect(lines).toHaveLength(readings.length);
  for (const [i, line] of lines.entries()) {
    const item = JSON.parse(line) as Record<string, number>;
    expect(Math.round((item['energyKwh'] ?? item['registerKwh'])! * 1e6)).toBe(readings[i]!.milliwattHours);
  }
});
