import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import { paced } from '../../../clock/paced.ts';
import { followCity } from './follow-city.ts';
import { applyCityLoad, type CityLoadEvent, createLiveColumns, type LiveColumns } from './live-columns.ts';
import { createLoadHistory, type LoadHistory } from './load-history.ts';
import { createUsualGap } from './usual-gap.ts';

/** At most four changes a second reach the page, and one the large number, whatever arrives. */
const SHOWN_EVERY_MS = 250;
const HEADLINE_EVERY_MS = 1_000;

export interface LiveHeadline {
  readonly totalKw: number;
  readonly currentShare: number;
  readonly epochMs: number;
}

export interface LiveLink {
  readonly connected: boolean;
  /** Connection attempts since the last event. */
  readonly attempt: number;
  /** By the page's clock; undefined before the first event. */
  readonly lastEventMs: number | undefined;
  /** How far apart events come here as a rule. */
  readonly usualGapMs: number;
}

export interface LiveCity {
  readonly columns: LiveColumns;
  readonly history: LoadHistory;
  /** Counts what was shown: panels read it, then the arrays. */
  readonly version: Readonly<ShallowRef<number>>;
  readonly headline: Readonly<ShallowRef<LiveHeadline | undefined>>;
  readonly link: Readonly<ShallowRef<LiveLink>>;
  reconnect(): void;
}

export function useLiveCity(cityId: string, districtIds: readonly string[], onExpired: () => void): LiveCity {
  const columns = createLiveColumns(districtIds);
  const history = createLoadHistory();
  const version = shallowRef(0);
  const headline = shallowRef<LiveHeadline>();
  const link = shallowRef<LiveLink>({ connected: false, attempt: 0, lastEventMs: undefined, usualGapMs: 0 });
  const gap = createUsualGap();
  let arrivedMs = 0;
  let latest: CityLoadEvent | undefined;

  const headlinePace = paced(HEADLINE_EVERY_MS, () => {
    if (latest === undefined) return;
    headline.value = {
      totalKw: latest.totalPowerKw,
      currentShare: latest.currentShare,
      epochMs: Date.parse(latest.eventTime),
    };
  });
  const pace = paced(SHOWN_EVERY_MS, () => {
    link.value = { connected: true, attempt: 0, lastEventMs: arrivedMs, usualGapMs: gap.usualMs };
    version.value++;
  });

  const follower = followCity(socketUrl(), cityId, {
    load(event) {
      applyCityLoad(columns, event);
      history.push(Date.parse(event.eventTime) / 1_000, event.totalPowerKw);
      latest = event;
      arrivedMs = Date.now();
      gap.arrived(arrivedMs);
      pace.request();
      headlinePace.request();
    },
    connecting: () => {
      link.value = { ...link.value, connected: false, attempt: link.value.attempt + 1 };
    },
    connected: () => {
      gap.interrupted();
      link.value = { ...link.value, connected: true };
    },
    expired: onExpired,
  });

  onScopeDispose(() => {
    pace.stop();
    headlinePace.stop();
    follower.stop();
  });
  return { columns, history, version, headline, link, reconnect: () => follower.reconnect() };
}

function socketUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
}
