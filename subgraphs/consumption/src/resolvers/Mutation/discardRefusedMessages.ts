import { discardRefused } from '@citywatt/reading-stream/refused-list';
import type { MutationResolvers } from '../../generated/resolver-types.generated.ts';
import { readRefusedIds } from '../../held/refused-id.ts';
import type { Sources } from '../sources.ts';

export const discardRefusedMessagesMutation =
  ({ held }: Sources): NonNullable<MutationResolvers['discardRefusedMessages']> =>
  async (_, { ids }, { principal: { tenant } }) => {
    const { known, notFound } = readRefusedIds(ids, tenant);
    const missing = await discardRefused(await held.manager(), tenant, [...known.keys()]);
    return {
      discarded: known.size - missing.length,
      notFound: [...notFound, ...missing.map((messageSequence) => known.get(messageSequence)!)],
    };
  };
