import type { DistrictState } from '../map/district-states.ts';

export interface RankedDistrict extends DistrictState {
  readonly index: number;
  /** Share of the largest load, for the bar. */
  readonly share: number;
}

export function knownKw(state: DistrictState): number {
  return state.sureness === 'missing' ? 0 : state.powerKw;
}

export function mostKw(states: readonly DistrictState[]): number {
  return Math.max(1, ...states.map(knownKw));
}

/** Most load first; districts without data last, in the order of the city's list. */
export function rankDistricts(states: readonly DistrictState[]): RankedDistrict[] {
  const most = mostKw(states);
  const rank = (state: DistrictState) =>
    state.sureness === 'missing' ? Number.NEGATIVE_INFINITY : state.powerKw;
  return states
    .map((state, index) => ({ ...state, index, share: Math.max(0, knownKw(state)) / most }))
    .sort((a, b) => (rank(a) === rank(b) ? a.index - b.index : rank(b) - rank(a)));
}
