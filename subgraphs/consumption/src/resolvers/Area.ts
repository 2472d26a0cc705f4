import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import type { AreaResolvers } from '../generated/resolver-types.generated.ts';
import { tagSeries } from '../series/answer-tags.ts';
import { askedRange, nameOf } from '../series/asked-range.ts';
import { areaIdOf, areaOfId } from './ids.ts';
import type { Sources } from './sources.ts';

export const areaResolvers = (sources: Sources): AreaResolvers => ({
  __resolveReference: ({ id }, { principal }) => areaOfId(sources.places, principal, id) ?? null,
  id: areaIdOf,
  async consumption(area, args, context) {
    const range = askedRange(args, 'quarter-hour');
    tagSeries(context, area.city, range);
    const { timeZone } = area.city.calendar;
    const write = localTimeWriter(timeZone);
    const values = await sources.areas(context)(area, range);
    return {
      resolution: nameOf(range.resolution),
      timeZone,
      from: write(range.from),
      to: write(range.to),
      points: values.map(({ start, end, value }) => ({ start: write(start), end: write(end), value })),
    };
  },
});
