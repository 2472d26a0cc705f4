import type { LiveLink } from '../live/live-city.ts';

/** With the page's clock at half a second, stale shows within three seconds of the last event. */
const STALE_AFTER_MS = 2_500;
const OFFLINE_AFTER_MS = 60_000;

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' | 'stale' | 'offline'; readonly ageMs: number };

export function linkState(link: LiveLink, nowMs: number): LinkState {
  if (link.lastEventMs === undefined) return { kind: 'connecting' };
  const ageMs = Math.max(0, nowMs - link.lastEventMs);
  if (ageMs <= STALE_AFTER_MS) return { kind: 'live', ageMs };
  return { kind: ageMs < OFFLINE_AFTER_MS ? 'stale' : 'offline', ageMs };
}
