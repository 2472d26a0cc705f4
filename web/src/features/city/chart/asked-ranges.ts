import { daysAway } from '../../../clock/city-time.ts';
import { endOfWindow, startOfWindow } from '../../../clock/windows.ts';
import type { ChartSpan } from './chart-range.ts';

export interface AskedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ComparedRange extends AskedRange {
  /** From that day to today. */
  readonly shiftMs: number;
}

export interface AskedRanges {
  readonly load: AskedRange;
  readonly dayBefore: ComparedRange;
  readonly weekBefore: ComparedRange;
}

/** What a chart needs at a moment and until it asks again: whole windows, so that all who look at it ask the same. */
export function askedRanges(span: ChartSpan, nowMs: number, timeZone: string): AskedRanges {
  const { behindMs, aheadMs, resolutionMs, comparisonMs } = span;
  const firstMs = nowMs - behindMs;
  const compared = (days: number): ComparedRange => {
    // A window more on both sides, or the lines would end before the plot does; and as it moves on, one more ahead.
    const fromMs = startOfWindow(firstMs, comparisonMs) - comparisonMs;
    const toMs = endOfWindow(nowMs + aheadMs, comparisonMs) + 2 * comparisonMs;
    return {
      fromMs: daysAway(fromMs, days, timeZone),
      toMs: daysAway(toMs, days, timeZone),
      shiftMs: nowMs - daysAway(nowMs, days, timeZone),
    };
  };
  return {
    load: {
      fromMs: startOfWindow(firstMs, resolutionMs) - resolutionMs,
      toMs: endOfWindow(nowMs, resolutionMs),
    },
    dayBefore: compared(-1),
    weekBefore: compared(-7),
  };
}
