import type { CityState } from './city-state.ts';
import type { DistrictState } from './district-state.ts';

/** Everything that the owner of a partition holds; what a checkpoint keeps. */
export class PartitionState {
  readonly partition: number;
  /** Sequence of the last message applied. */
  position: number;
  /** Time of the last tick; 0 before the first. */
  tick = 0;
  /** By `tenant/city/district`, and by `tenant/city/`. */
  readonly districts = new Map<string, DistrictState>();
  readonly cities = new Map<string, CityState>();

  constructor(partition: number, position = 0) {
    this.partition = partition;
    this.position = position;
  }

  get empty(): boolean {
    return this.districts.size === 0 && this.cities.size === 0;
  }
}
