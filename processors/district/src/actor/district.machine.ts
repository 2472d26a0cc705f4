import type { FeedState, LoadBand } from '@citywatt/live-feed/live-row';
import { initialTransition, setup, transition } from 'xstate';

/**
 * What a district is in, as far as it has states. Readings never come here, only facts derived from them, because an
 * event costs microseconds and a reading nanoseconds.
 */
export type DistrictFact =
  | { readonly type: 'band.crossed'; readonly band: LoadBand }
  | { readonly type: 'feed.live' }
  | { readonly type: 'feed.delayed' }
  | { readonly type: 'feed.silent' }
  | { readonly type: 'restored' }
  | { readonly type: 'caughtUp' }
  | { readonly type: 'drain' };

const bandTransitions = {
  'band.crossed': [
    { guard: { type: 'bandIs' as const, params: { band: 'normal' as const } }, target: '.normal' },
    { guard: { type: 'bandIs' as const, params: { band: 'elevated' as const } }, target: '.elevated' },
    { guard: { type: 'bandIs' as const, params: { band: 'high' as const } }, target: '.high' },
    { guard: { type: 'bandIs' as const, params: { band: 'critical' as const } }, target: '.critical' },
  ],
};

export const districtMachine = setup({
  types: { context: {} as Record<string, never>, events: {} as DistrictFact },
  guards: {
    bandIs: ({ event }, params: { readonly band: LoadBand }) =>
      event.type === 'band.crossed' && event.band === params.band,
  },
}).createMachine({
  id: 'district',
  type: 'parallel',
  context: {},
  states: {
    load: {
      initial: 'normal',
      on: bandTransitions,
      states: { normal: {}, elevated: {}, high: {}, critical: {} },
    },
    feed: {
      initial: 'silent',
      states: {
        live: { on: { 'feed.delayed': 'delayed', 'feed.silent': 'silent' } },
        delayed: { on: { 'feed.live': 'live', 'feed.silent': 'silent' } },
        silent: { on: { 'feed.live': 'live' } },
      },
    },
    lifecycle: {
      initial: 'restoring',
      states: {
        restoring: { on: { restored: 'catchingUp' } },
        catchingUp: { on: { caughtUp: 'live', drain: 'draining' } },
        live: { on: { drain: 'draining' } },
        draining: {},
      },
    },
  },
});

/** The states of the regions; all that a checkpoint needs of the machine, as plain JSON. */
export interface DistrictSnapshot {
  readonly load: LoadBand;
  readonly feed: FeedState;
  readonly lifecycle: 'restoring' | 'catchingUp' | 'live' | 'draining';
}

const [initial] = initialTransition(districtMachine);
const snapshotOf = (value: unknown) => value as DistrictSnapshot;

export const initialDistrictSnapshot = (): DistrictSnapshot => snapshotOf(initial.value);

/** The pure step: the states after a fact. */
export function districtAfter(snapshot: DistrictSnapshot, fact: DistrictFact): DistrictSnapshot {
  const resolved = districtMachine.resolveState({ value: { ...snapshot }, context: {} });
  const [next] = transition(districtMachine, resolved, fact);
  return snapshotOf(next.value);
}
