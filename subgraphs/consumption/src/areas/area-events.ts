import { setTimeout as sleep } from 'node:timers/promises';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import { QUARTER_HOUR_MS } from '@citywatt/measurement-store/windows';
import type { Logger } from '@citywatt/service-runtime/logger';
import { EventQueue } from '../live/event-queue.ts';
import type { AreaPlace } from '../mappers.ts';
import type { AreaWindowValue } from './area-values.ts';
import type { ClosedWindow, ClosedWindows } from './closed-windows.ts';

export interface AreaEvent extends AreaWindowValue {
  readonly area: AreaPlace;
}

export interface AreaEventSources {
  readonly closedWindows: ClosedWindows;
  readonly values: (area: AreaPlace, range: SeriesRange) => Promise<readonly AreaWindowValue[]>;
  readonly logger: Logger;
}

/** The event may be heard of before the row that it tells of can be read. */
const ATTEMPTS = 40;
const RETRY_MS = 250;

const closes = ({ city, district }: AreaPlace, window: ClosedWindow) =>
  city.tenant === window.tenant && city.city === window.city && (district ?? '') === window.district;

/** Each quarter hour of these areas when it is final, in the order in which they close. */
export function areaEvents(sources: AreaEventSources, areas: readonly AreaPlace[]): EventQueue<AreaEvent> {
  const { closedWindows, values, logger } = sources;
  let ended = false;
  let last: Promise<void> = Promise.resolve();

  const tell = async (area: AreaPlace, windowStart: number) => {
    const range = {
      resolution: 'quarter-hour',
      from: windowStart,
      to: windowStart + QUARTER_HOUR_MS,
    } as const;
    for (let attempt = 0; attempt < ATTEMPTS && !ended; attempt++) {
      try {
        const [value] = await values(area, range);
        if (value) return queue.push({ area, ...value });
      } catch (err) {
        logger.warn({ err }, 'the value of a closed window cannot be read, trying again');
      }
      await sleep(RETRY_MS);
    }
  };
  const unlisten = closedWindows.listen((window) => {
    for (const area of areas) {
      if (closes(area, window)) last = last.then(() => tell(area, window.windowStart));
    }
  });
  const queue = new EventQueue<AreaEvent>({
    onEnd: () => {
      ended = true;
      unlisten();
    },
  });
  return queue;
}
