import type { FeedState, LiveRows, LoadBand } from '@citywatt/live-feed/live-row';

/** A district's last row of LIVE. Times in milliseconds since 1970 UTC. */
export interface LiveDistrict {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly version: bigint;
  /** Position in LIVE of the message that it came with. */
  readonly sequence: number;
  readonly eventTime: number;
  readonly watts: number;
  readonly currentSensors: number;
  readonly activeSensors: number;
  readonly feed: FeedState;
  readonly latestReadingTime: number;
  readonly band: LoadBand;
}

export type LiveListener = (row: LiveDistrict) => void;

const NONE: ReadonlyMap<string, LiveDistrict> = new Map();

/** The last row of every district. */
export class LivePicture {
  /** Of the last message taken; 0 before the first. */
  sequence = 0;
  readonly #cities = new Map<string, Map<string, LiveDistrict>>();
  readonly #listeners = new Set<LiveListener>();

  take(rows: LiveRows, sequence: number): void {
    this.sequence = sequence;
    for (const row of readRows(rows, sequence)) {
      const key = `${row.tenant}/${row.city}`;
      let city = this.#cities.get(key);
      if (!city) {
        city = new Map();
        this.#cities.set(key, city);
      }
      const known = city.get(row.district);
      // Two owners of a partition may publish for a moment: the older one knows less.
      if (known && row.version < known.version) continue;
      city.set(row.district, row);
      for (const listener of this.#listeners) listener(row);
    }
  }

  districts(tenant: string, city: string): ReadonlyMap<string, LiveDistrict> {
    return this.#cities.get(`${tenant}/${city}`) ?? NONE;
  }

  /** Returns the way to end it. */
  onRow(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

export function* readRows(rows: LiveRows, sequence: number): Generator<LiveDistrict> {
  for (let index = 0; index < rows.district.length; index++) {
    yield {
      tenant: rows.tenant[index]!,
      city: rows.city[index]!,
      district: rows.district[index]!,
      version: BigInt(rows.version[index]!),
      sequence,
      eventTime: rows.eventTime[index]!,
      watts: rows.liveLoadWatts[index]!,
      currentSensors: rows.currentSensors[index]!,
      activeSensors: rows.activeSensors[index]!,
      feed: rows.feed[index]!,
      latestReadingTime: rows.latestReadingTime[index]!,
      band: rows.band[index]!,
    };
  }
}
