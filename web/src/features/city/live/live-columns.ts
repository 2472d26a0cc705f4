import type { CityLoadSubscription } from '../../../generated/graphql.ts';

export type CityLoadEvent = CityLoadSubscription['cityLoad'];

/** Below this share of current sensors the sum of a district counts as estimated. */
export const MEASURED_SHARE = 0.9;

export const feedStates = ['LIVE', 'DELAYED', 'SILENT'] as const;

/** The last value of each district, in fixed arrays that nothing observes: index i is the i-th district of the city. */
export interface LiveColumns {
  readonly indexOf: ReadonlyMap<string, number>;
  readonly seen: Uint8Array;
  readonly powerKw: Float64Array;
  readonly currentShare: Float64Array;
  readonly feed: Uint8Array;
  readonly latestReading: Float64Array;
}

export function createLiveColumns(districtIds: readonly string[]): LiveColumns {
  const size = districtIds.length;
  return {
    indexOf: new Map(districtIds.map((id, index) => [id, index])),
    seen: new Uint8Array(size),
    powerKw: new Float64Array(size),
    currentShare: new Float64Array(size),
    feed: new Uint8Array(size),
    latestReading: new Float64Array(size),
  };
}

/** Districts that the page does not know are passed over: they were added after its outline was read. */
export function applyCityLoad(columns: LiveColumns, event: CityLoadEvent): void {
  for (let i = 0; i < event.districtIds.length; i++) {
    const index = columns.indexOf.get(event.districtIds[i]!);
    if (index === undefined) continue;
    columns.seen[index] = 1;
    columns.powerKw[index] = event.powerKw[i]!;
    columns.currentShare[index] = event.currentShares[i]!;
    columns.feed[index] = feedStates.indexOf(event.feeds[i]!);
    columns.latestReading[index] = event.latestReadingEpochSeconds[i]!;
  }
}

export type Sureness = 'measured' | 'estimated' | 'missing';

export function surenessOf(columns: LiveColumns, index: number): Sureness {
  if (columns.seen[index] !== 1 || columns.currentShare[index] === 0) return 'missing';
  return columns.currentShare[index]! < MEASURED_SHARE ? 'estimated' : 'measured';
}
