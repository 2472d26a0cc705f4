import { replayRefused } from '@citywatt/reading-stream/refused-list';
import type { MutationResolvers } from '../../generated/resolver-types.generated.ts';
import { RETRY_AFTER_SECONDS } from '../../held/held-sources.ts';
import { readRefusedIds } from '../../held/refused-id.ts';
import type { Sources } from '../sources.ts';

export const replayRefusedMessagesMutation =
  ({ held }: Sources): NonNullable<MutationResolvers['replayRefusedMessages']> =>
  async (_, { ids }, { principal: { tenant } }) => {
    const { known, notFound } = readRefusedIds(ids, tenant);
    // As they came: of two values of one reading the later one counts.
    const inOrder = [...known.keys()].sort((a, b) => a - b);
    const result = await replayRefused(held.client(), await held.manager(), tenant, inOrder);
    if (result.outcome === 'stream full') {
      return { __typename: 'ReadingStreamFull', replayed: 0, retryAfterSeconds: RETRY_AFTER_SECONDS };
    }
    const missing = result.missing.map((messageSequence) => known.get(messageSequence)!);
    return {
      __typename: 'ReplayRefusedMessagesSuccess',
      replayed: result.replayed,
      notFound: [...notFound, ...missing],
    };
  };
