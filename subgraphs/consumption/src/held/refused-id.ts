import { globalId, readGlobalId } from '@citywatt/subgraph-server/global-id';
import { badInput } from '../series/asked-range.ts';
import { MOST_IDS } from './held-sources.ts';

/** Of whoever asks: a message that could not be read is of no tenant. */
export const refusedIdOf = (tenant: string, messageSequence: number) =>
  globalId('RefusedMessage', [tenant, String(messageSequence)]);

/** Places on the list by id; `notFound` are no ids of this tenant's. */
export function readRefusedIds(ids: readonly string[], tenant: string) {
  if (ids.length > MOST_IDS) throw badInput(`${ids.length} ids: at most ${MOST_IDS} are taken at once`);
  const known = new Map<number, string>();
  const notFound: string[] = [];
  for (const id of new Set(ids)) {
    const [owner, messageSequence = ''] = readGlobalId('RefusedMessage', 2, id) ?? [];
    if (owner === tenant && /^[1-9]\d{0,14}$/.test(messageSequence)) known.set(Number(messageSequence), id);
    else notFound.push(id);
  }
  return { known, notFound };
}
