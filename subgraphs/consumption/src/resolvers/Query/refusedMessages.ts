import { refusedPage } from '@citywatt/reading-stream/refused-list';
import { refusedOriginal } from '@citywatt/reading-stream/refused-message';
import { connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import { globalId } from '@citywatt/subgraph-server/global-id';
import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import { refusedIdOf } from '../../held/refused-id.ts';
import { badInput } from '../../series/asked-range.ts';
import type { Sources } from '../sources.ts';

const MESSAGES = 50;

function sequenceAfter(after: string | undefined) {
  if (after === undefined) return undefined;
  if (!/^\d{1,15}$/.test(after)) throw badInput('after is not a cursor of this connection');
  return Number(after);
}

export const refusedMessagesQuery =
  ({ held }: Sources): NonNullable<QueryResolvers['refusedMessages']> =>
  async (_, args, { principal: { tenant } }) => {
    const page = readPage(args, MESSAGES);
    const after = sequenceAfter(page.after);
    const { messages, hasNext } = await refusedPage(await held.manager(), tenant, page.first, after);
    const presented = messages.map(({ messageSequence, time, refused }) => ({
      messageSequence,
      id: refusedIdOf(tenant, messageSequence),
      reason: refused.reason,
      subject: refused.subject ?? null,
      sequence: String(refused.sequence),
      bytes: refused.bytes ?? null,
      districtId:
        refused.tenant === '' ? null : globalId('District', [refused.tenant, refused.city, refused.district]),
      time: new Date(time).toISOString(),
      replayable: refusedOriginal(refused) !== undefined,
    }));
    const { nodes, edges, pageInfo } = connectionOf(presented, page, 0, (one) => String(one.messageSequence));
    return { nodes, edges, pageInfo: { ...pageInfo, hasNextPage: hasNext } };
  };
