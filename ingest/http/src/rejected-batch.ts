import { z } from 'zod';
import { type Item, REJECTION_CODES, type Rejection } from './item.ts';

/** A kept item is cut here: what is longer was no reading. */
const LONGEST_TEXT = 4_096;
const BATCH_ITEMS = 200;

/** A refused item as it came, and why; without `item` it cannot be read again. */
export interface RejectedItem {
  readonly item?: Item;
  /** What stood in the place of an item, perhaps cut. */
  readonly text?: string;
  readonly rejection: Omit<Rejection, 'outcome'>;
}

/** One message of REJECTED: items of one request, since a message costs an fsync. */
export interface RejectedBatch {
  /** Milliseconds since 1970 UTC. */
  readonly rejectedAt: number;
  readonly items: readonly RejectedItem[];
}

const batchSchema = z.object({
  rejectedAt: z.number().int(),
  items: z.array(
    z.object({
      item: z.record(z.string(), z.unknown()).exactOptional(),
      text: z.string().exactOptional(),
      rejection: z.object({
        code: z.enum(REJECTION_CODES),
        field: z.string().exactOptional(),
        message: z.string(),
      }),
    }),
  ),
});

export const batchIsFull = (items: number) => items >= BATCH_ITEMS;

/** The form in which an item is kept, small enough that a full batch fits one message. */
export function rejectedItem(
  source: { readonly item: Item } | { readonly text: string },
  { code, field, message }: Rejection,
): RejectedItem {
  const rejection = field === undefined ? { code, message } : { code, field, message };
  if ('text' in source) return { text: source.text.slice(0, LONGEST_TEXT), rejection };
  const text = JSON.stringify(source.item);
  return text.length <= LONGEST_TEXT
    ? { item: source.item, rejection }
    : { text: text.slice(0, LONGEST_TEXT), rejection };
}

export const encodeRejected = (batch: RejectedBatch) => new TextEncoder().encode(JSON.stringify(batch));
export const decodeRejected = (data: Uint8Array): RejectedBatch =>
  batchSchema.parse(JSON.parse(new TextDecoder().decode(data)));

/** `<sequence of the message>-<index in it>`. */
export const rejectedId = (sequence: number, index: number) => `${sequence}-${index}`;

export interface RejectedPosition {
  readonly sequence: number;
  readonly index: number;
}

export function parseRejectedId(id: string): RejectedPosition | undefined {
  const [, sequence, index] = /^(\d{1,15})-(\d{1,4})$/.exec(id) ?? [];
  return sequence === undefined ? undefined : { sequence: Number(sequence), index: Number(index) };
}
