import type { NatsConnection } from '@nats-io/nats-core';
import type { CityChanges } from './city-changes.ts';
import { EventQueue } from './event-queue.ts';
import type { LiveDistrict, LivePicture } from './live-picture.ts';
import { type Load, loadOfDistricts } from './load-of-districts.ts';
import { replayCity } from './replay.ts';

export interface CityEvent {
  readonly sequence: number;
  readonly complete: boolean;
  readonly load: Load;
  /** The districts that changed. */
  readonly rows: readonly LiveDistrict[];
}

export interface LiveSources {
  readonly connection: NatsConnection;
  readonly picture: LivePicture;
  readonly changes: CityChanges;
}

export interface LiveCity {
  readonly tenant: string;
  readonly city: string;
}

const lastOf = (rows: readonly LiveDistrict[]) => rows.reduce((last, row) => Math.max(last, row.sequence), 0);

/** The whole city first, then what changes; with a cursor only what changed after it. */
export async function cityEvents(
  sources: LiveSources,
  { tenant, city }: LiveCity,
  cursor: number | undefined,
): Promise<EventQueue<CityEvent>> {
  const { picture, changes } = sources;
  const shown = new Map<string, LiveDistrict>();
  const held: (readonly LiveDistrict[])[] = [];
  let known = 0;
  let replaying = cursor !== undefined;

  const send = (rows: readonly LiveDistrict[]) => {
    const fresh = rows.filter((row) => row.sequence > known);
    if (fresh.length === 0) return;
    for (const row of fresh) shown.set(row.district, row);
    const load = loadOfDistricts(shown.values())!;
    const sequence = lastOf(fresh);
    queue.push({ sequence, complete: fresh.length === shown.size, load, rows: fresh });
  };
  const everything = () => {
    const all = [...picture.districts(tenant, city).values()];
    send(all);
    known = lastOf(all);
  };
  const unlisten = changes.listen(tenant, city, (rows) => {
    if (replaying) held.push(rows);
    // The first that is heard of a city: from now on there is a whole picture.
    else if (cursor === undefined && known === 0) everything();
    else send(rows);
  });
  const queue = new EventQueue<CityEvent>({ onEnd: unlisten });
  if (cursor === undefined) {
    everything();
    return queue;
  }

  try {
    // Districts that the replay does not name count with what they show now.
    for (const [district, row] of picture.districts(tenant, city)) shown.set(district, row);
    const to = picture.sequence;
    const batches =
      cursor === to ? [] : await replayCity(sources.connection, { tenant, city, after: cursor, to });
    for (const batch of batches) send(batch);
    known = Math.max(cursor, to);
    replaying = false;
    for (const rows of held) send(rows);
    return queue;
  } catch (error) {
    await queue.return();
    throw error;
  }
}
