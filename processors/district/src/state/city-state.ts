import { type DistrictSnapshot, initialDistrictSnapshot } from '../actor/district.machine.ts';
import { LoadPeaks, type LoadPeaksJson } from './load-peaks.ts';

export interface CityWindow {
  energyMilliwattHours: number;
  closed: boolean;
  version: string;
}

export interface CityStateJson {
  readonly tenant: string;
  readonly city: string;
  readonly windows: readonly (readonly [number, readonly (readonly [string, CityWindow])[]])[];
  readonly closedUntil: number;
  readonly machine: DistrictSnapshot;
  readonly peaks: LoadPeaksJson;
}

/** What a city actor knows: quarter hours of its districts, each at the highest version that was sent. */
export class CityState {
  readonly tenant: string;
  readonly city: string;
  /** By window start, then by district. */
  readonly windows = new Map<number, Map<string, CityWindow>>();
  closedUntil = 0;
  machine: DistrictSnapshot = initialDistrictSnapshot();
  peaks = new LoadPeaks();

  constructor(key: { tenant: string; city: string }) {
    this.tenant = key.tenant;
    this.city = key.city;
  }

  static from(json: CityStateJson): CityState {
    const state = new CityState(json);
    for (const [start, districts] of json.windows) state.windows.set(start, new Map(districts));
    state.closedUntil = json.closedUntil;
    state.machine = json.machine;
    state.peaks = new LoadPeaks(json.peaks);
    return state;
  }

  toJSON(): CityStateJson {
    return {
      tenant: this.tenant,
      city: this.city,
      windows: [...this.windows].map(([start, districts]) => [start, [...districts]] as const),
      closedUntil: this.closedUntil,
      machine: this.machine,
      peaks: this.peaks.toJSON(),
    };
  }
}
