import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import { type AreaEvent, areaEvents } from '../../areas/area-events.ts';
import type {
  ResolversTypes,
  SubscriptionAreaWindowClosedArgs,
} from '../../generated/resolver-types.generated.ts';
import { badInput } from '../../series/asked-range.ts';
import { areaOfId, notFound } from '../ids.ts';
import type { Sources } from '../sources.ts';
import type { Stream } from './stream.ts';

const MOST_AREAS = 1_000;

export const areaWindowClosedSubscription = (
  sources: Sources,
): Stream<ResolversTypes['AreaWindow'], SubscriptionAreaWindowClosedArgs> => ({
  subscribe(_, { areaIds }, { principal }) {
    if (areaIds.length === 0 || areaIds.length > MOST_AREAS)
      throw badInput(`areaIds has ${areaIds.length} ids; it may have 1 to ${MOST_AREAS}`);
    const areas = [...new Set(areaIds)].map((id) => {
      const area = areaOfId(sources.places, principal, id);
      if (!area) throw notFound('areaIds', id);
      return area;
    });
    return areaEvents(sources.areaEvents, areas);
  },
  resolve({ area, start, end, value }: AreaEvent) {
    const write = localTimeWriter(area.city.calendar.timeZone);
    return { area, start: write(start), end: write(end), value };
  },
});
