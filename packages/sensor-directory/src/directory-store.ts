import { followBucket, openBucket } from '@citywatt/reading-stream/watched-bucket';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DistrictDirectory } from './directory.ts';
import { decodeDirectory, encodeDirectory } from './directory-codec.ts';
import { SensorIndex } from './sensor-index.ts';

const DIRECTORY_BUCKET = 'sensor_directory';
const PUT_ATTEMPTS = 20;

const keyOf = (key: { tenant: string; city: string; district: string }) =>
  `${key.tenant}.${key.city}.${key.district}`;

export class DirectoryContendedError extends Error {
  readonly code = 'DIRECTORY_CONTENDED';
  constructor(key: string, cause: unknown) {
    super(`the directory of ${key} could not be written: others kept writing it`, { cause });
  }
}

/**
 * Writes one district's directory unless the bucket holds this revision or a higher one.
 * To be called after `directory.changed` is on the stream: whoever reads the bucket may write readings at once.
 * @returns the revision that the bucket holds then.
 */
export async function putDistrict(connection: NatsConnection, directory: DistrictDirectory): Promise<number> {
  const kv = await openBucket(connection, DIRECTORY_BUCKET);
  const key = keyOf(directory);
  const data = encodeDirectory(directory);
  let lastError: unknown;
  for (let attempt = 0; attempt < PUT_ATTEMPTS; attempt++) {
    const entry = await kv.get(key);
    const held = entry && entry.operation === 'PUT' ? decodeDirectory(entry.value) : undefined;
    if (held && held.revision >= directory.revision) return held.revision;
    try {
      await kv.put(key, data, { previousSeq: entry?.revision ?? 0 });
      return directory.revision;
    } catch (error) {
      const now = await kv.get(key);
      // Only a write in between is worth another try; the same revision again means that the put itself is refused.
      if ((now?.revision ?? 0) === (entry?.revision ?? 0)) throw error;
      lastError = error;
    }
  }
  throw new DirectoryContendedError(key, lastError);
}

/** All districts as the bucket holds them now. */
export async function readDistricts(connection: NatsConnection): Promise<readonly DistrictDirectory[]> {
  const kv = await openBucket(connection, DIRECTORY_BUCKET);
  const keys: string[] = [];
  for await (const key of await kv.keys()) keys.push(key);
  const entries = await Promise.all(keys.map((key) => kv.get(key)));
  return entries.flatMap((entry) => (entry?.operation === 'PUT' ? [decodeDirectory(entry.value)] : []));
}

export type DirectoryListener = (
  directory: DistrictDirectory,
  previous: DistrictDirectory | undefined,
) => void;

export interface SensorDirectory
  extends Pick<SensorIndex, 'districts' | 'districtByKey' | 'sensorByName' | 'sensorsByName' | 'districtAt'> {
  /** Resolves when everything that the bucket held at the start is in memory. */
  readonly ready: Promise<void>;
  /** Called for each new revision of a district; returns the way to end it. */
  onChange(listener: DirectoryListener): () => void;
  stop(): void;
}

/**
 * Keeps the directory of all districts in memory.
 * @param onError told of a value that cannot be read (the one before stays) and of a watch that broke (it is begun anew).
 */
export function openDirectory(
  connection: NatsConnection,
  onError: (error: unknown) => void,
): SensorDirectory {
  const index = new SensorIndex();
  const listeners = new Set<DirectoryListener>();
  const following = followBucket(
    () => openBucket(connection, DIRECTORY_BUCKET),
    (entry) => {
      if (entry.operation !== 'PUT') {
        const [tenant, city, district] = entry.key.split('.');
        if (tenant && city && district) index.remove({ tenant, city, district });
        return;
      }
      let directory: DistrictDirectory;
      try {
        directory = decodeDirectory(entry.value);
      } catch (error) {
        onError(error);
        return;
      }
      const { ignored, previous } = index.put(directory);
      if (!ignored) for (const listener of listeners) listener(directory, previous);
    },
    onError,
  );
  return {
    ready: following.ready,
    districts: () => index.districts(),
    districtByKey: (key) => index.districtByKey(key),
    sensorByName: (tenant, name) => index.sensorByName(tenant, name),
    sensorsByName: (tenant, name) => index.sensorsByName(tenant, name),
    districtAt: (tenant, latitude, longitude) => index.districtAt(tenant, latitude, longitude),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => following.stop(),
  };
}
