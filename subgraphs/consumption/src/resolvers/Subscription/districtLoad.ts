import type {
  ResolversTypes,
  SubscriptionDistrictLoadArgs,
} from '../../generated/resolver-types.generated.ts';
import { districtEvents } from '../../live/district-events.ts';
import type { LiveDistrict } from '../../live/live-picture.ts';
import { loadOfDistricts } from '../../live/load-of-districts.ts';
import { districtOfId, notFound } from '../ids.ts';
import { presentLoad } from '../live-load.ts';
import type { Sources } from '../sources.ts';
import { readCursor, resumeExpired } from './cursor.ts';
import type { Stream } from './stream.ts';

export const districtLoadSubscription = (
  sources: Sources,
): Stream<ResolversTypes['DistrictLoad'], SubscriptionDistrictLoadArgs> => ({
  subscribe(_, { districtId, fromSequence }, { principal }) {
    const place = districtOfId(sources.places, principal, districtId);
    if (!place) throw notFound('districtId', districtId);
    const cursor = readCursor(fromSequence);
    // Older ones are answered by the latest row, which is all that ever follows them.
    if (cursor !== undefined && cursor > sources.live.picture.sequence) throw resumeExpired();
    return districtEvents(sources.live, place.city, place.district, cursor);
  },
  resolve(row: LiveDistrict, { districtId }, { principal }) {
    const district = districtOfId(sources.places, principal, districtId);
    if (!district) throw notFound('districtId', districtId);
    return { ...presentLoad(loadOfDistricts([row])!, district.city.calendar.timeZone), district };
  },
});
