import type { LiveCity, LiveSources } from './city-events.ts';
import { EventQueue } from './event-queue.ts';
import type { LiveDistrict } from './live-picture.ts';

/** A district's last row, and each one after it; with a cursor only those after it. Only the newest waits. */
export function districtEvents(
  { picture, changes }: LiveSources,
  { tenant, city }: LiveCity,
  district: string,
  cursor: number | undefined,
): EventQueue<LiveDistrict> {
  let known = cursor ?? 0;
  const send = (row: LiveDistrict | undefined) => {
    if (!row || row.sequence <= known) return;
    known = row.sequence;
    queue.push(row);
  };
  const unlisten = changes.listen(tenant, city, (rows) =>
    send(rows.find((row) => row.district === district)),
  );
  const queue = new EventQueue<LiveDistrict>({ onEnd: unlisten, latestOnly: true });
  send(picture.districts(tenant, city).get(district));
  return queue;
}
