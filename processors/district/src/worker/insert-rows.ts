import { insertOrRefuse } from '@citywatt/measurement-store/refused-rows';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { deadletterSubject } from '@citywatt/reading-stream/subjects';
import type { MessageSink } from '../ports.ts';
import { encodeRefusal } from './refusal-message.ts';
import type { Persist } from './retry.ts';

interface StoredRow {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly version: bigint;
}

export interface RowInsert {
  readonly what: string;
  readonly count: number;
  readonly insert: (from: number, to: number) => Promise<void>;
  readonly row: (index: number) => StoredRow;
}

const SEQUENCE_BITS = 48;

/**
 * Repeats until every row is in the store or, when the store will never take it, in DEADLETTER with the reason: both
 * before this resolves, since a checkpoint waits for nothing else.
 */
export async function insertRows(
  targets: { readonly sink: MessageSink; readonly persist: Persist },
  rows: RowInsert,
): Promise<void> {
  if (rows.count === 0) return;
  const { sink, persist } = targets;
  const refused = await persist(rows.what, () => insertOrRefuse(rows.count, rows.insert));
  for (const { row: index, reason } of refused) {
    const { version, ...row } = rows.row(index);
    const { tenant, city, district } = row;
    const sequence = Number(BigInt.asUintN(SEQUENCE_BITS, version));
    const data = encodeRefusal({
      reason,
      tenant,
      city,
      district,
      sequence,
      detail: { rows: rows.what, ...row },
    });
    await persist('dead letter', () => sink.publish(deadletterSubject(partitionOf(row)), data));
  }
}
