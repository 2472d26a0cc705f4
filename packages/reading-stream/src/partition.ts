/** Number of partitions of READINGS; stands in the stream's metadata and cannot change afterwards. */
export const PARTITION_COUNT = 64;
export const EVERY_PARTITION_NUMBER: readonly number[] = Array.from(
  { length: PARTITION_COUNT },
  (_, number) => number,
);

/**
 * The partition of a district: 32-bit FNV-1a over the UTF-8 bytes of `tenant/city/district`, modulo 64.
 * A city actor's partition is that of the empty district: `tenant/city/`.
 */
export function partitionOf(key: { tenant: string; city: string; district: string }): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${key.tenant}/${key.city}/${key.district}`, 'utf8')) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0) % PARTITION_COUNT;
}
