import { followLive, ResumeExpired } from '@citywatt/live-feed/follow';
import type { NatsConnection } from '@nats-io/nats-core';
import { type LiveDistrict, readRows } from './live-picture.ts';

export interface ReplayRange {
  readonly tenant: string;
  readonly city: string;
  /** The last sequence that is known already. */
  readonly after: number;
  readonly to: number;
}

/**
 * What LIVE holds of a city after a cursor, in the order of the stream and as many batches as keep every value of every
 * district: a batch ends where a district would come a second time.
 * @throws {ResumeExpired} when the stream no longer holds it, or is not there.
 */
export async function replayCity(
  connection: NatsConnection,
  range: ReplayRange,
): Promise<readonly (readonly LiveDistrict[])[]> {
  const batches: LiveDistrict[][] = [];
  const versions = new Map<string, bigint>();
  let batch = new Map<string, LiveDistrict>();
  const cut = () => {
    if (batch.size > 0) batches.push([...batch.values()]);
    batch = new Map();
  };
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const follower = followLive(connection, {
    fromSequence: range.after,
    onRows(rows, sequence) {
      if (sequence > range.to) return;
      const fresh = [...readRows(rows, sequence)].filter(
        (row) =>
          row.tenant === range.tenant &&
          row.city === range.city &&
          row.version >= (versions.get(row.district) ?? row.version),
      );
      // Whole messages: a cursor in the middle of one would skip the rest of it.
      if (fresh.some((row) => batch.has(row.district))) cut();
      for (const row of fresh) {
        versions.set(row.district, row.version);
        batch.set(row.district, row);
      }
    },
    onError: (cause) => failed.reject(new ResumeExpired('LIVE cannot be read', { cause })),
  });
  try {
    await Promise.race([follower.ready, failed.promise]);
  } finally {
    follower.stop();
  }
  cut();
  return batches;
}
