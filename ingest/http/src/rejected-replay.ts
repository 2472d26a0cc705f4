import type { RejectionCode } from './item.ts';
import type { ReceivedItem } from './received-item.ts';
import { type RejectedItem, type RejectedPosition, rejectedId, rejectedItem } from './rejected-batch.ts';
import type { StoredBatch } from './rejected-store.ts';
import { createTaking, type TakingParts } from './taking.ts';

/** Items looked at by one request; `next` says where the following one goes on. */
const ITEMS_A_REPLAY = 10_000;

export interface ReplayQuery {
  readonly after: RejectedPosition | undefined;
  readonly code: RejectionCode | undefined;
  /** Only these; absent: all. */
  readonly ids: ReadonlySet<string> | undefined;
}

export interface ReplayReport {
  readonly replayed: number;
  readonly accepted: number;
  readonly rejected: number;
  /** `after` of the request that goes on; absent when all have been looked at. */
  readonly next?: string;
}

/**
 * Reads kept items again, oldest first; those that are accepted now leave the list once the stream has them. What
 * remains of a batch is kept anew before the old one is removed, so a crash in between lists an item twice at worst.
 * @throws {UnavailableError}
 */
export async function replayRejected(
  parts: TakingParts,
  tenant: string,
  query: ReplayQuery,
): Promise<ReplayReport> {
  const store = parts.rejected;
  // What remains is kept behind this, and must not be met again.
  const last = await store.last();
  const total = { replayed: 0, accepted: 0 };
  let looked = 0;
  let sequence = query.after ? query.after.sequence + 1 : 0;
  const done = (next?: string): ReplayReport => ({
    ...total,
    rejected: total.replayed - total.accepted,
    ...(next === undefined ? {} : { next }),
  });
  for (;;) {
    const batch = await store.next(tenant, sequence);
    if (!batch || batch.sequence > last) return done();
    const { replayed, accepted } = await replayBatch(parts, tenant, batch, query);
    total.replayed += replayed;
    total.accepted += accepted;
    looked += batch.items.length;
    sequence = batch.sequence + 1;
    if (looked >= ITEMS_A_REPLAY) return done(rejectedId(batch.sequence, 9_999));
  }
}

async function replayBatch(
  parts: TakingParts,
  tenant: string,
  batch: StoredBatch,
  query: ReplayQuery,
): Promise<{ replayed: number; accepted: number }> {
  const wanted: ReceivedItem[] = [];
  for (const [index, { item, rejection }] of batch.items.entries()) {
    const named = query.ids?.has(rejectedId(batch.sequence, index)) ?? true;
    const ofCode = query.code === undefined || rejection.code === query.code;
    if (item && named && ofCode) wanted.push({ index, item });
  }
  if (wanted.length === 0) return { replayed: 0, accepted: 0 };
  const again = new Map<number, RejectedItem>();
  const taking = createTaking(parts, tenant, (received, rejection) => {
    if ('item' in received) again.set(received.index, rejectedItem(received, rejection));
  });
  await taking.take(wanted);
  const { accepted } = await taking.finish();
  if (accepted === 0) return { replayed: wanted.length, accepted };
  const replayed = new Set(wanted.map(({ index }) => index));
  const remaining = batch.items.flatMap((item, index) => {
    if (!replayed.has(index)) return [item];
    const stillRejected = again.get(index);
    return stillRejected ? [stillRejected] : [];
  });
  if (remaining.length > 0)
    await parts.rejected.keep(tenant, { rejectedAt: batch.rejectedAt, items: remaining });
  await parts.rejected.remove(batch.sequence);
  return { replayed: wanted.length, accepted };
}
