import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { type PartedWindow, type PartsPage, sensorParts } from '@citywatt/measurement-store/sensor-parts';
import {
  type SensorPlace as SensorOfCity,
  sensorPlaceText,
  sensorSeries,
} from '@citywatt/measurement-store/sensor-series';
import { districtSeries, type SeriesWindow } from '@citywatt/measurement-store/series';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import { type TenantId, tenantId } from '@citywatt/reading-stream/identity';
import { perRequest } from '@citywatt/subgraph-server/context';
import DataLoader from 'dataloader';
import type { CityPlace, DistrictPlace } from '../mappers.ts';

type Windows = readonly SeriesWindow[];

const NONE: Windows = [];

/** A range of a city: all that is asked of it in one turn is one query. */
function loadersOf(client: MeasurementClient, tenant: TenantId) {
  const byRange = <Loader>(make: (city: CityPlace, range: SeriesRange) => Loader) => {
    const loaders = new Map<string, Loader>();
    return (city: CityPlace, range: SeriesRange): Loader => {
      const key = JSON.stringify([city.city, range.resolution, range.from, range.to]);
      const known = loaders.get(key) ?? make(city, range);
      loaders.set(key, known);
      return known;
    };
  };
  return {
    district: byRange(
      (city, range) =>
        new DataLoader<string, Windows>(
          async (districts) => {
            const series = await districtSeries(client, tenant, city.city, districts, range, city.calendar);
            return districts.map((district) => series.get(district) ?? NONE);
          },
          // A thousand districts of one city are still one query.
          { maxBatchSize: Number.POSITIVE_INFINITY },
        ),
    ),
    sensor: byRange(
      (city, range) =>
        new DataLoader<SensorOfCity, Windows, string>(
          async (sensors) => {
            const series = await sensorSeries(client, tenant, city.city, sensors, range, city.calendar);
            return sensors.map((sensor) => series.get(sensorPlaceText(sensor)) ?? NONE);
          },
          { cacheKeyFn: sensorPlaceText, maxBatchSize: 1_000 },
        ),
    ),
    parts: ({ city, district }: DistrictPlace, window: PartedWindow, page: PartsPage) =>
      sensorParts(client, { tenant, city: city.city, district }, window, page),
  };
}

/** Of one request and its tenant. */
export const seriesLoaders = (client: MeasurementClient) =>
  perRequest((context) => loadersOf(client, tenantId(context.principal.tenant)));

export type SeriesLoadersOfRequest = ReturnType<typeof seriesLoaders>;
