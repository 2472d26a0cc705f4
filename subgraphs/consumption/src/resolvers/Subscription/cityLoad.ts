import { localTimeWriter } from '@citywatt/measurement-store/series-local-time';
import type { ResolversTypes, SubscriptionCityLoadArgs } from '../../generated/resolver-types.generated.ts';
import { type CityEvent, cityEvents } from '../../live/city-events.ts';
import { currentShare } from '../../live/load-of-districts.ts';
import type { CityPlace } from '../../mappers.ts';
import { nameOf } from '../../series/asked-range.ts';
import { cityOfId, districtIdOf, notFound } from '../ids.ts';
import { WATTS_PER_KW } from '../live-load.ts';
import type { Sources } from '../sources.ts';
import { presentExpiry, readCursor } from './cursor.ts';
import type { Stream } from './stream.ts';

export const cityLoadSubscription = (
  sources: Sources,
): Stream<ResolversTypes['CityLoad'], SubscriptionCityLoadArgs> => ({
  async subscribe(_, { cityId, fromSequence }, { principal }) {
    const city = cityOfId(sources.places, principal, cityId);
    if (!city) throw notFound('cityId', cityId);
    const cursor = readCursor(fromSequence);
    try {
      return await cityEvents(sources.live, city, cursor);
    } catch (error) {
      throw presentExpiry(error);
    }
  },
  resolve(event: CityEvent, { cityId }, { principal }) {
    const city = cityOfId(sources.places, principal, cityId);
    if (!city) throw notFound('cityId', cityId);
    return presentCityEvent(event, city);
  },
});

function presentCityEvent({ sequence, complete, load, rows }: CityEvent, city: CityPlace) {
  return {
    sequence: String(sequence),
    city,
    eventTime: localTimeWriter(city.calendar.timeZone)(load.eventTime),
    complete,
    totalPowerKw: load.watts / WATTS_PER_KW,
    currentShare: currentShare(load),
    districtIds: rows.map(({ district }) => districtIdOf({ city, district })),
    powerKw: rows.map((row) => row.watts / WATTS_PER_KW),
    currentShares: rows.map(currentShare),
    feeds: rows.map((row) => nameOf<'LIVE' | 'DELAYED' | 'SILENT'>(row.feed)),
    bands: rows.map((row) => nameOf<'NORMAL' | 'ELEVATED' | 'HIGH' | 'CRITICAL'>(row.band)),
    latestReadingEpochSeconds: rows.map((row) => row.latestReadingTime / 1_000),
  };
}
