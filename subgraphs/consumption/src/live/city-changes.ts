import type { LiveDistrict, LivePicture } from './live-picture.ts';

/** The last rows of the districts that changed. */
export type ChangesListener = (rows: readonly LiveDistrict[]) => void;

export interface CityChanges {
  /** Returns the way to end it; the last one to end it frees the city. */
  listen(tenant: string, city: string, listener: ChangesListener): () => void;
  stop(): void;
}

/** At most four times a second. */
const APART_MS = 250;
/** Partitions publish one after another: what belongs together is waited for. */
const GATHER_MS = 20;

interface Followed {
  readonly listeners: Set<ChangesListener>;
  readonly changed: Map<string, LiveDistrict>;
  timer: NodeJS.Timeout | undefined;
  sentAt: number;
}

/** What changes in each city that somebody listens to, once for all who listen. */
export function cityChanges(picture: LivePicture): CityChanges {
  const followed = new Map<string, Followed>();
  const send = (city: Followed) => {
    city.timer = undefined;
    city.sentAt = performance.now();
    const rows = [...city.changed.values()];
    city.changed.clear();
    for (const listener of city.listeners) listener(rows);
  };
  const ignore = picture.onRow((row) => {
    const city = followed.get(`${row.tenant}/${row.city}`);
    if (!city) return;
    city.changed.set(row.district, row);
    city.timer ??= setTimeout(send, Math.max(GATHER_MS, city.sentAt + APART_MS - performance.now()), city);
  });
  return {
    listen(tenant, city, listener) {
      const key = `${tenant}/${city}`;
      let known = followed.get(key);
      if (!known) {
        known = { listeners: new Set(), changed: new Map(), timer: undefined, sentAt: -APART_MS };
        followed.set(key, known);
      }
      const mine = known;
      mine.listeners.add(listener);
      return () => {
        mine.listeners.delete(listener);
        if (mine.listeners.size > 0 || followed.get(key) !== mine) return;
        clearTimeout(mine.timer);
        followed.delete(key);
      };
    },
    stop() {
      ignore();
      for (const city of followed.values()) clearTimeout(city.timer);
      followed.clear();
    },
  };
}
