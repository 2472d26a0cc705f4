import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import { paced } from '../../../clock/paced.ts';
import { followCity } from './follow-city.ts';
import { applyCityLoad, type CityLoadEvent, createLiveColumns, type LiveColumns } from './live-columns.ts';
import { createLoadHistory, type LoadHistory } from './load-history.ts';

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
  const link = shallowRef<LiveLink>({ connected: false, attempt: 0, lastEventMs: undefined });
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
    link.value = { connected: true, attempt: 0, lastEventMs: Date.now() };
    version.value++;
  });

  const follower = followCity(socketUrl(), cityId, {
    load(event) {
      applyCityLoad(columns, event);
      history.push(Date.parse(event.eventTime) / 1_000, event.totalPowerKw);
      latest = event;
      pace.request();
      headlinePace.request();
    },
    connecting: () => {
      link.value = { ...link.value, connected: false, attempt: link.value.attempt + 1 };
    },
    connected: () => {
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
