import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { QUALITIES, type Quality } from '@citywatt/reading-stream/reading';
import type { DistrictDirectory, Register } from '@citywatt/sensor-directory/directory';

/** A register of one district: frames compare keys by identity, so each is made once a directory revision. */
export interface RegisterKeys {
  readonly partition: number;
  key(quality: Quality, intervalMs: number): SegmentKey;
}

const made = new WeakMap<Register, RegisterKeys>();

export function registerKeys(directory: DistrictDirectory, register: Register): RegisterKeys {
  const known = made.get(register);
  if (known) return known;
  const { tenant, city, district } = directory;
  const keys = new Map<number, SegmentKey>();
  const entry: RegisterKeys = {
    partition: partitionOf(directory),
    key(quality, intervalMs) {
      const index = intervalMs * QUALITIES.length + QUALITIES.indexOf(quality);
      const found = keys.get(index);
      if (found) return found;
      // Interval lengths are the client's: without a bound a hostile one could fill the memory.
      if (keys.size > 1_000) keys.clear();
      const key = {
        tenant,
        city,
        district,
        register: register.code,
        kind: register.kind,
        quality,
        intervalMs,
      };
      keys.set(index, key);
      return key;
    },
  };
  made.set(register, entry);
  return entry;
}
