import type { Item, Rejection } from './item.ts';

/** Where an item stood in its body. */
export interface ItemPlace {
  /** Counted from 0 through all items of the body. */
  readonly index: number;
  /** Line of an NDJSON or CSV body, from 1. */
  readonly line?: number;
}

/** One item of a body, or what stood in its place. */
export type ReceivedItem =
  | (ItemPlace & { readonly item: Item })
  | (ItemPlace & { readonly text: string; readonly rejection: Rejection });

/** Takes a body piece by piece and gives the items that have become complete. */
export interface ItemReader {
  /** @throws {UnreadableBodyError} */
  push(piece: Buffer): readonly ReceivedItem[];
  /** @throws {UnreadableBodyError} */
  end(): readonly ReceivedItem[];
}

export const isObject = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
