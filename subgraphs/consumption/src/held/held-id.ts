import type { HeldReading } from '@citywatt/reading-stream/held-list';
import type { HeldStream } from '@citywatt/reading-stream/stored-messages';
import { DEADLETTER_STREAM, LATE_STREAM } from '@citywatt/reading-stream/subjects';
import { globalId, readGlobalId } from '@citywatt/subgraph-server/global-id';

export interface HeldId {
  readonly stream: HeldStream;
  readonly messageSequence: number;
  readonly index: number;
}

export const heldIdOf = (stream: HeldStream, { held, messageSequence, index }: HeldReading) =>
  globalId('HeldReading', [held.tenant, stream, String(messageSequence), String(index)]);

/** Undefined for what is no id of this tenant's. */
export function readHeldId(id: string, tenant: string): HeldId | undefined {
  const parts = readGlobalId('HeldReading', 4, id);
  if (parts?.[0] !== tenant) return undefined;
  const [, stream, messageSequence = '', index = ''] = parts;
  if (stream !== LATE_STREAM && stream !== DEADLETTER_STREAM) return undefined;
  if (!/^\d{1,15}$/.test(messageSequence) || !/^\d{1,4}$/.test(index)) return undefined;
  return { stream, messageSequence: Number(messageSequence), index: Number(index) };
}
