import type { Resolution } from '../../../generated/graphql.ts';

export const chartRanges = ['1h', '24h', '7d'] as const;
export type ChartRange = (typeof chartRanges)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface ChartSpan {
  readonly behindMs: number;
  /** How far the comparisons run on past now. */
  readonly aheadMs: number;
  /** Distance of the points that are drawn. */
  readonly stepMs: number;
  readonly resolution: Resolution;
  readonly resolutionMs: number;
  readonly comparisonResolution: Resolution;
  readonly comparisonMs: number;
  readonly askedEveryMs: number;
  /** Yesterday beside seven days would only be the line itself, moved. */
  readonly withDayBefore: boolean;
}

const quarter = { comparisonResolution: 'QUARTER_HOUR', comparisonMs: 15 * MINUTE } as const;

export const chartSpans: Readonly<Record<ChartRange, ChartSpan>> = {
  '1h': {
    ...quarter,
    behindMs: HOUR,
    aheadMs: HOUR / 2,
    stepMs: 5_000,
    resolution: 'MINUTE',
    resolutionMs: MINUTE,
    askedEveryMs: 30_000,
    withDayBefore: true,
  },
  '24h': {
    ...quarter,
    behindMs: DAY,
    aheadMs: 6 * HOUR,
    stepMs: 5 * MINUTE,
    resolution: 'QUARTER_HOUR',
    resolutionMs: 15 * MINUTE,
    askedEveryMs: 60_000,
    withDayBefore: true,
  },
  '7d': {
    behindMs: 7 * DAY,
    aheadMs: 12 * HOUR,
    stepMs: 30 * MINUTE,
    resolution: 'HOUR',
    resolutionMs: HOUR,
    comparisonResolution: 'HOUR',
    comparisonMs: HOUR,
    askedEveryMs: 300_000,
    withDayBefore: false,
  },
};
