import { heldCounts } from '@citywatt/reading-stream/held-list';
import type { HeldReadingConnectionResolvers } from '../generated/resolver-types.generated.ts';
import { nameOf } from '../series/asked-range.ts';
import type { Sources } from './sources.ts';

export const heldReadingConnectionResolvers = ({ held }: Sources): HeldReadingConnectionResolvers => ({
  async counts({ list, question: { tenant, city } }) {
    const counts = await heldCounts(await held.manager(), list, { tenant, city });
    return [...counts].map(([reason, readings]) => ({ reason: nameOf(reason), readings }));
  },
});
