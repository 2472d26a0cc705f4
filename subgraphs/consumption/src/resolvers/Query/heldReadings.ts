import { heldPage } from '@citywatt/reading-stream/held-list';
import type { HELD_REASONS } from '@citywatt/reading-stream/held-readings';
import { connectionOf, readPage } from '@citywatt/subgraph-server/connection';
import type { QueryResolvers } from '../../generated/resolver-types.generated.ts';
import { presentHeld } from '../../held/presented-held.ts';
import { badInput, wordOf } from '../../series/asked-range.ts';
import { cityOfId, notFound } from '../ids.ts';
import type { Sources } from '../sources.ts';

const READINGS = 50;

function positionAfter(after: string | undefined) {
  if (after === undefined) return undefined;
  const [, messageSequence, index] = /^(\d{1,15})-(\d{1,4})$/.exec(after) ?? [];
  if (index === undefined) throw badInput('after is not a cursor of this connection');
  return { messageSequence: Number(messageSequence), index: Number(index) };
}

export const heldReadingsQuery =
  ({ places, held }: Sources): NonNullable<QueryResolvers['heldReadings']> =>
  async (_, args, { principal }) => {
    const city = cityOfId(places, principal, args.cityId);
    if (!city) throw notFound('cityId', args.cityId);
    const page = readPage(args, READINGS);
    const reason = args.reason == null ? undefined : wordOf<(typeof HELD_REASONS)[number]>(args.reason);
    const question = { tenant: city.tenant, city: city.city, reason };
    const { readings, hasNext } = await heldPage(
      await held.manager(),
      args.list,
      question,
      page.first,
      positionAfter(page.after),
    );
    const { edges, pageInfo } = connectionOf(
      readings,
      page,
      0,
      (one) => `${one.messageSequence}-${one.index}`,
    );
    const presented = edges.map(({ cursor, node }) => ({
      cursor,
      node: presentHeld(args.list, node, city, places),
    }));
    return {
      nodes: presented.map(({ node }) => node),
      edges: presented,
      pageInfo: { ...pageInfo, hasNextPage: hasNext },
      list: args.list,
      question,
    };
  };
