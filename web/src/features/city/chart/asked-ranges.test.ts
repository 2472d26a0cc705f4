import { describe, expect, test } from 'vitest';
import { askedRanges } from './asked-ranges.ts';
import { chartRanges, chartSpans } from './chart-range.ts';

const LISBON = 'Europe/Lisbon';
const NOON = Date.parse('2026-11-27T12:00:00Z');

describe.each(chartRanges)('of %s', (range) => {
  const span = chartSpans[range];
  const moments = Array.from(
    { length: 40 },
    (_, index) => NOON + Math.round((index * span.resolutionMs) / 13),
  );

  test('all who ask within one window ask the same', () => {
    const asked = new Set(moments.map((now) => JSON.stringify(askedRanges(span, now, LISBON))));
    const windows = new Set(moments.map((now) => Math.floor(now / span.resolutionMs)));
    expect(asked.size).toBe(windows.size);
  });

  test('the window that runs is asked for, and one more than is shown at the other end', () => {
    for (const now of moments) {
      const { load } = askedRanges(span, now, LISBON);
      expect(load.toMs).toBeGreaterThan(now);
      expect(load.fromMs).toBeLessThanOrEqual(now - span.behindMs - span.resolutionMs);
    }
  });

  test('the lines of other days reach a window beyond the plot, also until the next answer comes', () => {
    for (const now of moments) {
      const { dayBefore, weekBefore } = askedRanges(span, now, LISBON);
      for (const { fromMs, toMs, shiftMs } of [dayBefore, weekBefore]) {
        expect(fromMs + shiftMs).toBeLessThanOrEqual(now - span.behindMs - span.comparisonMs);
        const lastShownMs = now + span.askedEveryMs + span.aheadMs;
        expect(toMs + shiftMs).toBeGreaterThanOrEqual(lastShownMs + span.comparisonMs);
      }
    }
  });
});

test('another day is asked for by its own clock', () => {
  const afterTheChange = Date.parse('2026-10-25T12:00:00Z');
  const { dayBefore } = askedRanges(chartSpans['24h'], afterTheChange, LISBON);
  expect(dayBefore.shiftMs).toBe(25 * 3_600_000);
});
