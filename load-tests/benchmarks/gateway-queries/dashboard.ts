import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../gateway-peers/started.ts';

/** One request that the dashboard sends. */
export interface DashboardRequest {
  readonly operation: string;
  readonly hash: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PEAK_DAYS = 14;

export const persistedDocumentsFile = join(root, 'web/src/generated/persisted-documents.json');

/** A page that is opened and stays open for a minute: each of its operations, and as often as it is asked again. */
const MIX: readonly string[] = [
  'Cities',
  'CityOutline',
  'CityHistoryFill',
  'LoadSeries',
  'CityDay',
  'DistrictDay',
  'FeedHour',
  'DistrictPeaks',
  'CityDay',
  'LoadSeries',
  'CityDay',
];

const documents = new Map(
  Object.values(JSON.parse(readFileSync(persistedDocumentsFile, 'utf8')) as Record<string, string>).flatMap(
    (document) => {
      const name = /^query (\w+)/.exec(document)?.[1];
      const hash = createHash('sha256').update(document).digest('hex');
      return name === undefined ? [] : [[name, { document, hash }] as const];
    },
  ),
);

/** The `index`-th request of as many pages as there are cities, one after another, as they ask it at this moment. */
export function dashboardRequest(index: number, cities: number, nowMs: number): DashboardRequest {
  const operation = MIX[Math.floor(index / cities) % MIX.length]!;
  const found = documents.get(operation);
  if (found === undefined) throw new Error(`the dashboard has no operation ${operation} any more`);
  return { operation, ...found, variables: variablesOf(operation, `c${index % cities}`, nowMs) };
}

export const roundOf = (cities: number): number => MIX.length * cities;

function variablesOf(operation: string, slug: string, nowMs: number): Record<string, unknown> {
  const now = Math.floor(nowMs / 1_000) * 1_000;
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  const day = (back: number) => range(midnight - back * DAY_MS, midnight + (1 - back) * DAY_MS);
  switch (operation) {
    case 'Cities':
      return {};
    case 'LoadSeries': {
      const window = Math.floor(now / QUARTER_MS) * QUARTER_MS;
      const before = (back: number) =>
        range(
          window - QUARTER_MS - (back + 1) * DAY_MS,
          window + 3 * QUARTER_MS + 6 * HOUR_MS - back * DAY_MS,
        );
      return {
        slug,
        range: range(window - QUARTER_MS - DAY_MS, window + QUARTER_MS),
        resolution: 'QUARTER_HOUR',
        dayBefore: before(1),
        weekBefore: before(7),
        comparisonResolution: 'QUARTER_HOUR',
      };
    }
    case 'CityDay':
      return { slug, day: day(0), dayBefore: day(1), weekBefore: day(7) };
    case 'DistrictDay':
      return { slug, day: day(1) };
    case 'FeedHour': {
      const to = Math.floor(now / MINUTE_MS) * MINUTE_MS - 2 * MINUTE_MS;
      return { slug, range: range(to - HOUR_MS, to) };
    }
    case 'DistrictPeaks':
      return {
        slug,
        range: range(midnight - PEAK_DAYS * DAY_MS, Math.floor(now / QUARTER_MS) * QUARTER_MS + QUARTER_MS),
      };
    default:
      return { slug };
  }
}

const range = (from: number, to: number) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});
