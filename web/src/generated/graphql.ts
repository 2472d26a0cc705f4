/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** `wall`: time is the clock's. `data`: time is the latest reading's (a replay). */
export type CityClock =
  | 'DATA'
  | 'WALL';

export type FeedState =
  | 'DELAYED'
  | 'LIVE'
  | 'SILENT';

export type Quality =
  | 'ESTIMATED'
  | 'MEASURED'
  | 'MISSING'
  | 'REVISED'
  | 'SUSPECT';

/** Windows are aligned to the city's local time; a local day has 23, 24 or 25 hours. */
export type Resolution =
  | 'DAY'
  | 'HOUR'
  | 'MINUTE'
  | 'QUARTER_HOUR';

/** Half-open: from `from` up to but not including `to`. */
export type TimeRange = {
  from: string;
  to: string;
};

export type WindowState =
  | 'FINAL'
  /** The window is open, or may still get readings in the ordinary way. */
  | 'PROVISIONAL'
  /** Changed after it was final. */
  | 'REVISED';

export type LoadSeriesQueryVariables = Exact<{
  slug: string;
  range: TimeRange;
  resolution: Resolution;
  dayBefore: TimeRange;
  weekBefore: TimeRange;
  comparisonResolution: Resolution;
}>;


export type LoadSeriesQuery = { city: { id: string, load: { points: Array<{ start: string, end: string, averagePowerKw: number, state: WindowState, quality: Quality }> }, dayBefore: { points: Array<{ start: string, end: string, averagePowerKw: number }> }, weekBefore: { points: Array<{ start: string, end: string, averagePowerKw: number }> } } | null };

export type CitiesQueryVariables = Exact<{ [key: string]: never; }>;


export type CitiesQuery = { cities: Array<{ id: string, slug: string, name: string, timeZone: string, clock: CityClock }> };

export type CityOutlineQueryVariables = Exact<{
  slug: string;
}>;


export type CityOutlineQuery = { city: { id: string, slug: string, name: string, timeZone: string, clock: CityClock, areaKm2: number | null, sensorCount: number, districts: { nodes: Array<{ id: string, slug: string, name: string, areaKm2: number | null, boundary: Array<Array<number>>, sensorCount: number }> } } | null };

export type CityHistoryFillQueryVariables = Exact<{
  slug: string;
}>;


export type CityHistoryFillQuery = { city: { id: string, historyFill: { from: string, to: string, filledFrom: string, complete: boolean, progress: number } | null } | null };

export type CityLoadSubscriptionVariables = Exact<{
  cityId: string | number;
  fromSequence?: string | null | undefined;
}>;


export type CityLoadSubscription = { cityLoad: { sequence: string, eventTime: string, complete: boolean, totalPowerKw: number, currentShare: number, districtIds: Array<string>, powerKw: Array<number>, currentShares: Array<number>, feeds: Array<FeedState>, latestReadingEpochSeconds: Array<number> } };

export type CityDayQueryVariables = Exact<{
  slug: string;
  day: TimeRange;
  dayBefore: TimeRange;
  weekBefore: TimeRange;
}>;


export type CityDayQuery = { city: { id: string, day: { totalEnergyKwh: number, measuredShare: number | null, points: Array<{ start: string, end: string, energyKwh: number, averagePowerKw: number, state: WindowState, quality: Quality }> }, dayBefore: { totalEnergyKwh: number, points: Array<{ start: string, end: string, energyKwh: number, averagePowerKw: number, state: WindowState, quality: Quality }> }, weekBefore: { points: Array<{ start: string, averagePowerKw: number }> } } | null };

export type DistrictDayQueryVariables = Exact<{
  slug: string;
  day: TimeRange;
}>;


export type DistrictDayQuery = { city: { id: string, districts: { nodes: Array<{ id: string, consumption: { points: Array<{ start: string, averagePowerKw: number, quality: Quality }> } }> } } | null };

export type FeedHourQueryVariables = Exact<{
  slug: string;
  range: TimeRange;
}>;


export type FeedHourQuery = { city: { id: string, districts: { nodes: Array<{ id: string, consumption: { points: Array<{ start: string, quality: Quality }> } }> } } | null };

export type DistrictPeaksQueryVariables = Exact<{
  slug: string;
  range: TimeRange;
}>;


export type DistrictPeaksQuery = { city: { id: string, peak: { averagePowerKw: number } | null, districts: { nodes: Array<{ id: string, peak: { averagePowerKw: number } | null }> } } | null };


export const LoadSeriesDocument = {"__meta__":{"hash":"sha256:133427843b83272ea6073aabbbfaa4f23a336fa9fa4cac4af9ba11d864cca1e9"}} as unknown as DocumentNode<LoadSeriesQuery, LoadSeriesQueryVariables>;
export const CitiesDocument = {"__meta__":{"hash":"sha256:3e66a0e72405bc44c1cd45e22cbe2b4126ffc990c49cbcb659150c1c46888cf5"}} as unknown as DocumentNode<CitiesQuery, CitiesQueryVariables>;
export const CityOutlineDocument = {"__meta__":{"hash":"sha256:cc8f24fff833144b9e667c228d50e710ef8d787e50e2d9b7e7ec23121a0af43f"}} as unknown as DocumentNode<CityOutlineQuery, CityOutlineQueryVariables>;
export const CityHistoryFillDocument = {"__meta__":{"hash":"sha256:af8cb8f6944b07b41e14520bdbf74e43e0f3dd6a42a3985650c610496040ef2b"}} as unknown as DocumentNode<CityHistoryFillQuery, CityHistoryFillQueryVariables>;
export const CityLoadDocument = {"__meta__":{"hash":"sha256:345e273b4036b018895d3e803a240ea88ab661d2f611d62a6a98b2faffb3c98a"}} as unknown as DocumentNode<CityLoadSubscription, CityLoadSubscriptionVariables>;
export const CityDayDocument = {"__meta__":{"hash":"sha256:aeb1a11a850fedff906bc4b9bde11bc1f419ce5d30c7f7a6588d09dd8318a440"}} as unknown as DocumentNode<CityDayQuery, CityDayQueryVariables>;
export const DistrictDayDocument = {"__meta__":{"hash":"sha256:dc74ac69711476c2b33ae69cf3c51d3f5a5a69846e22fa5fd51b7b9d1344b9df"}} as unknown as DocumentNode<DistrictDayQuery, DistrictDayQueryVariables>;
export const FeedHourDocument = {"__meta__":{"hash":"sha256:c0bdbc8af1b1af453f27b926d91d1495662981445fd922d5711f612490526a32"}} as unknown as DocumentNode<FeedHourQuery, FeedHourQueryVariables>;
export const DistrictPeaksDocument = {"__meta__":{"hash":"sha256:e75186a742f4c68817384642e1ab699dbbea51f724f36af92579f58b416962c1"}} as unknown as DocumentNode<DistrictPeaksQuery, DistrictPeaksQueryVariables>;