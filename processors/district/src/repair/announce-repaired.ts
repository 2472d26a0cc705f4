import type { DistrictRollupRow } from '@citywatt/measurement-store/rows';
import type { StoredWindow } from '@citywatt/measurement-store/stored-windows';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import type { Outbox } from '../actor/outbox.ts';
import type { DistrictState } from '../state/district-state.ts';

/** Of windows further behind than this only a change is told: history that is filled in closes nothing. */
const NEWS_MS = 48 * HOUR_MS;

export interface Announcement {
  readonly partition: number;
  readonly outbox: Outbox;
  readonly district: DistrictState;
  readonly version: bigint;
}

/** Says of cold windows what the actor says of hot ones: it left them to the repair path and does not know their energy. */
export function announceRepaired(
  { partition, outbox, district, version }: Announcement,
  rows: readonly DistrictRollupRow[],
  stored: readonly Pick<StoredWindow, 'start' | 'energyMilliwattHours' | 'state'>[],
): void {
  const before = new Map(stored.map((window) => [window.start, window]));
  for (const row of rows) {
    if (row.resolution !== 'quarter-hour') continue;
    const { windowStart, energyMilliwattHours, state } = row;
    const isNews = windowStart >= district.latestEnd - NEWS_MS;
    // Without it the city's window, which waits for every district, would not close.
    if (isNews) {
      const closed = state !== 'provisional';
      outbox.cityWindow(partition, district, windowStart, energyMilliwattHours, closed, version);
    }
    const known = before.get(windowStart);
    const wasClosed = known !== undefined && known.state !== 'provisional';
    const common = {
      eventTime: row.windowEnd,
      version: version.toString(),
      tenant: row.tenant,
      city: row.city,
      district: row.district,
      resolution: row.resolution,
      windowStart,
    };
    const window = `${district.key}:${row.resolution}:${windowStart}`;
    if (state === 'revised' && known?.energyMilliwattHours !== energyMilliwattHours) {
      outbox.event(partition, {
        type: 'window.revised',
        id: `window.revised:${window}:${version}`,
        ...common,
      });
    } else if (state === 'final' && !wasClosed && isNews) {
      outbox.event(partition, {
        type: 'window.closed',
        id: `window.closed:${window}`,
        ...common,
        energyMilliwattHours,
      });
    }
  }
}
