import { CityState, type CityStateJson } from '../state/city-state.ts';
import { PartitionState } from '../state/partition-state.ts';
import { decodeDistrict, encodeDistrict } from './district-codec.ts';

/** Rises with every change of what a checkpoint holds: another version is not restored but made anew. */
export const STATE_VERSION = 2;

interface PartitionJson {
  readonly tick: number;
  readonly cities: readonly CityStateJson[];
}

/** The parts of a partition's state: first its cities as JSON, then one part a district. */
export function encodePartition(state: PartitionState): Uint8Array[] {
  const json: PartitionJson = {
    tick: state.tick,
    cities: [...state.cities.values()].map((city) => city.toJSON()),
  };
  return [Buffer.from(JSON.stringify(json), 'utf8'), ...[...state.districts.values()].map(encodeDistrict)];
}

export function decodePartition(
  partition: number,
  sequence: number,
  parts: readonly Uint8Array[],
): PartitionState {
  const state = new PartitionState(partition, sequence);
  const [head, ...districts] = parts;
  if (!head) return state;
  const json = JSON.parse(Buffer.from(head).toString('utf8')) as PartitionJson;
  state.tick = json.tick;
  for (const city of json.cities) state.cities.set(`${city.tenant}/${city.city}/`, CityState.from(city));
  for (const part of districts) {
    const district = decodeDistrict(part);
    state.districts.set(district.key, district);
  }
  return state;
}
