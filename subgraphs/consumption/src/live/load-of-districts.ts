import type { FeedState, LoadBand } from '@citywatt/live-feed/live-row';
import type { LiveDistrict } from './live-picture.ts';

/** Live load of one district or of several together. Times in milliseconds since 1970 UTC. */
export interface Load {
  readonly sequence: number;
  readonly eventTime: number;
  readonly watts: number;
  readonly currentSensors: number;
  readonly activeSensors: number;
  readonly feed: FeedState;
  readonly latestReadingTime: number;
  readonly band: LoadBand;
}

const BANDS: readonly LoadBand[] = ['normal', 'elevated', 'high', 'critical'];
const CURRENT_ENOUGH = 0.9;

/**
 * The sum of the last rows of districts. A feed is live when all are and silent when all are; the band is the highest.
 * Nothing without a district that has been live.
 */
export function loadOfDistricts(rows: Iterable<LiveDistrict>): Load | undefined {
  const all = [...rows];
  if (all.length === 0) return undefined;
  const sum = (read: (row: LiveDistrict) => number) => all.reduce((total, row) => total + read(row), 0);
  const most = (read: (row: LiveDistrict) => number) => all.reduce((top, row) => Math.max(top, read(row)), 0);
  const [feed] = all.map((row) => row.feed);
  return {
    sequence: most((row) => row.sequence),
    eventTime: most((row) => row.eventTime),
    watts: sum((row) => row.watts),
    currentSensors: sum((row) => row.currentSensors),
    activeSensors: sum((row) => row.activeSensors),
    feed: feed && all.every((row) => row.feed === feed) ? feed : 'delayed',
    latestReadingTime: most((row) => row.latestReadingTime),
    band: BANDS[most((row) => BANDS.indexOf(row.band))]!,
  };
}

export type Sensors = Pick<Load, 'currentSensors' | 'activeSensors'>;

/** 0 to 1; 0 without any sensor. */
export const currentShare = ({ currentSensors, activeSensors }: Sensors) =>
  activeSensors === 0 ? 0 : Math.min(1, currentSensors / activeSensors);

export const isEstimated = (sensors: Sensors) => currentShare(sensors) < CURRENT_ENOUGH;
