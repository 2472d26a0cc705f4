import { expect, test } from 'vitest';
import { createLoadHistory } from '../live/load-history.ts';
import { createChartColumns, fillChartColumns } from './chart-columns.ts';
import { chartSpans } from './chart-range.ts';
import { loadLine } from './load-line.ts';

const span = chartSpans['1h'];
const nowMs = Date.parse('2026-03-01T12:00:00Z');

const PROVISIONAL_MINUTES = 16;

function archive(
  minutesAgoFrom: number,
  minutesAgoTo: number,
  quality: 'MEASURED' | 'ESTIMATED' = 'MEASURED',
) {
  const points = Array.from({ length: minutesAgoFrom - minutesAgoTo }, (_, index) => {
    const start = nowMs - (minutesAgoFrom - index) * 60_000;
    const [from, to] = [new Date(start).toISOString(), new Date(start + 60_000).toISOString()];
    const state =
      minutesAgoFrom - index <= PROVISIONAL_MINUTES ? ('PROVISIONAL' as const) : ('FINAL' as const);
    return { start: from, end: to, averagePowerKw: 100_000, quality, state };
  });
  return loadLine(points, 60_000, nowMs);
}
const nothing = loadLine([], 900_000, nowMs);

function filled(load: ReturnType<typeof archive>, live = createLoadHistory()) {
  const columns = createChartColumns(span);
  fillChartColumns(columns, span, nowMs, { load, dayBefore: nothing, weekBefore: nothing }, live);
  return columns;
}

test('nothing is drawn past now, and the arrays keep their length at each filling', () => {
  const columns = createChartColumns(span);
  const size = columns.seconds.length;
  for (const at of [nowMs, nowMs + 60_000]) {
    fillChartColumns(
      columns,
      span,
      at,
      { load: archive(60, 0), dayBefore: nothing, weekBefore: nothing },
      createLoadHistory(),
    );
    expect(columns.load.every((value, i) => value === null || columns.seconds[i]! * 1_000 <= at)).toBe(true);
  }
  expect(columns.load).toHaveLength(size);
});

test('a live value goes before the archive', () => {
  const live = createLoadHistory();
  live.push(nowMs / 1_000, 120_000);
  const { seconds, load, provisional } = filled(archive(60, 0), live);
  expect(load[seconds.indexOf(nowMs / 1_000)]).toBe(120);
  expect(load[seconds.indexOf(nowMs / 1_000 - 1_200)]).toBe(100);
  // What is provisional is on the way from the last final value to the first live one.
  const between = seconds.indexOf(nowMs / 1_000 - 600);
  expect(load[between]).toBeNull();
  expect(provisional[between]).toBeGreaterThan(100);
  expect(provisional[between]).toBeLessThan(120);
});

test('an hour without archive and without live values is empty, not zero', () => {
  const { load, estimated } = filled(archive(0, 0));
  expect([...load, ...estimated].every((value) => value === null)).toBe(true);
});

test('an estimated hour is in the line of estimates only', () => {
  const { load, estimated } = filled(archive(60, 0, 'ESTIMATED'));
  expect(load.every((value) => value === null)).toBe(true);
  expect(estimated.some((value) => value === 100)).toBe(true);
});
