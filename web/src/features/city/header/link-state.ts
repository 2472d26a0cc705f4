import type { LiveLink } from '../live/live-city.ts';

/** With the page's clock at half a second, stale shows within three seconds where events come each second. */
const STALE_AFTER_MS = 2_500;
const STALE_AT_MOST_MS = 30_000;
const MISSED_EVENTS = 2.5;
const OFFLINE_AFTER_MS = 60_000;

export type LinkState =
  | { readonly kind: 'connecting' }
  /** The city's clock is its data: that nothing new comes says nothing about the connection. */
  | { readonly kind: 'replay' }
  | { readonly kind: 'live' | 'stale' | 'offline'; readonly ageMs: number };

export function linkState(link: LiveLink, nowMs: number, replay: boolean): LinkState {
  if (link.lastEventMs === undefined) return { kind: 'connecting' };
  if (replay && link.connected) return { kind: 'replay' };
  const ageMs = Math.max(0, nowMs - link.lastEventMs);
  const limitMs = Math.min(STALE_AT_MOST_MS, Math.max(STALE_AFTER_MS, MISSED_EVENTS * link.usualGapMs));
  if (ageMs <= limitMs) return { kind: 'live', ageMs };
  return { kind: ageMs < OFFLINE_AFTER_MS ? 'stale' : 'offline', ageMs };
}
