import { replayHeld } from '@citywatt/reading-stream/held-replay';
import type { MutationResolvers } from '../../generated/resolver-types.generated.ts';
import { type HeldId, readHeldId } from '../../held/held-id.ts';
import { MOST_IDS, RETRY_AFTER_SECONDS } from '../../held/held-sources.ts';
import { badInput } from '../../series/asked-range.ts';
import type { Sources } from '../sources.ts';

export function replayHeldReadingsMutation({
  held,
}: Sources): NonNullable<MutationResolvers['replayHeldReadings']> {
  let replaying: Promise<unknown> = Promise.resolve();

  const replay = async (ids: readonly string[], confirm: boolean, tenant: string) => {
    const asked = new Map(ids.map((id) => [id, readHeldId(id, tenant)]));
    const notFound = new Set([...asked].flatMap(([id, known]) => (known ? [] : [id])));
    const known = [...asked].flatMap(([id, read]) => (read ? [{ id, ...read }] : []));
    const client = held.client();
    const manager = await held.manager();
    let replayed = 0;
    for (const [stream, positions] of Map.groupBy(known, (one) => one.stream)) {
      const result = await replayHeld(client, manager, { stream, tenant, positions, confirm }, Date.now());
      if (result.outcome === 'stream full') {
        const __typename = 'ReadingStreamFull' as const;
        return { __typename, replayed, retryAfterSeconds: RETRY_AFTER_SECONDS };
      }
      replayed += result.replayed;
      for (const missing of result.missing) notFound.add(idOf(positions, missing));
    }
    return { __typename: 'ReplayHeldReadingsSuccess' as const, replayed, notFound: [...notFound] };
  };

  return (_, { ids, confirm }, { principal }) => {
    if (ids.length > MOST_IDS) throw badInput(`${ids.length} ids: at most ${MOST_IDS} are replayed at once`);
    // One after the other: two at once would both keep the rest of a message.
    const mine = replaying.catch(() => {}).then(() => replay(ids, confirm, principal.tenant));
    replaying = mine;
    return mine;
  };
}

const idOf = (known: readonly (HeldId & { id: string })[], missing: Omit<HeldId, 'stream'>) =>
  known.find((one) => one.messageSequence === missing.messageSequence && one.index === missing.index)!.id;
