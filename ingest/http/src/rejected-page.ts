import type { Item, RejectionCode } from './item.ts';
import { type RejectedPosition, rejectedId } from './rejected-batch.ts';
import type { RejectedStore } from './rejected-store.ts';

/** A page looks at no more messages than this, so that a rare code cannot make it read the whole stream. */
const BATCHES_A_PAGE = 500;

export interface ListedItem {
  readonly id: string;
  /** ISO 8601. */
  readonly rejectedAt: string;
  readonly code: RejectionCode;
  readonly field?: string;
  readonly message: string;
  readonly item?: Item;
  readonly text?: string;
}

export interface RejectedPage {
  readonly items: readonly ListedItem[];
  /** `after` of the next page; absent behind the last. */
  readonly next?: string;
}

export interface PageQuery {
  readonly after: RejectedPosition | undefined;
  readonly limit: number;
  readonly code: RejectionCode | undefined;
}

/** Oldest first. @throws {UnavailableError} */
export async function rejectedPage(
  store: RejectedStore,
  tenant: string,
  query: PageQuery,
): Promise<RejectedPage> {
  const items: ListedItem[] = [];
  let position = query.after ?? { sequence: 0, index: -1 };
  for (let batches = 0; batches < BATCHES_A_PAGE; batches++) {
    const batch = await store.next(tenant, position.sequence);
    if (!batch) return { items };
    const from = batch.sequence === position.sequence ? position.index + 1 : 0;
    for (let index = from; index < batch.items.length; index++) {
      const { rejection, ...source } = batch.items[index]!;
      if (query.code !== undefined && rejection.code !== query.code) continue;
      const id = rejectedId(batch.sequence, index);
      const rejectedAt = new Date(batch.rejectedAt).toISOString();
      items.push({ id, rejectedAt, ...rejection, ...source });
      if (items.length === query.limit) return { items, next: id };
    }
    position = { sequence: batch.sequence + 1, index: -1 };
  }
  return { items, next: rejectedId(position.sequence - 1, 9_999) };
}
