import { type AreaCell, areaCells } from '@citywatt/measurement-store/area-cells';
import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import type { SeriesRange } from '@citywatt/measurement-store/series-range';
import { tenantId } from '@citywatt/reading-stream/identity';
import { perRequest } from '@citywatt/subgraph-server/context';
import type { AreaPlace, CityPlace } from '../mappers.ts';
import { type AreaWindowValue, cityValues, districtValues } from './area-values.ts';

type CellsOfCity = ReadonlyMap<string, readonly AreaCell[]>;
type LoadCells = (city: CityPlace, range: SeriesRange) => Promise<CellsOfCity>;
export type LoadAreaValues = (area: AreaPlace, range: SeriesRange) => Promise<readonly AreaWindowValue[]>;

const NONE: readonly AreaCell[] = [];

const valuesBy =
  (cellsOf: LoadCells): LoadAreaValues =>
  async ({ city, district }, range) => {
    const cells = await cellsOf(city, range);
    if (district !== undefined) return districtValues(cells.get(district) ?? NONE);
    return cityValues(city.districts.map((name) => cells.get(name) ?? NONE));
  };

const cellsFrom =
  (client: MeasurementClient): LoadCells =>
  (city, range) =>
    areaCells(client, tenantId(city.tenant), city.city, city.districts, range, city.calendar);

/** Asked anew each time. */
export const areaValues = (client: MeasurementClient): LoadAreaValues => valuesBy(cellsFrom(client));

/**
 * Of one request: a city's cells of one range are one query, whatever of its areas are asked for, since a city is all of
 * its districts.
 */
export function areaLoaders(client: MeasurementClient) {
  const load = cellsFrom(client);
  return perRequest(() => {
    const asked = new Map<string, Promise<CellsOfCity>>();
    return valuesBy((city, range) => {
      const key = JSON.stringify([city.tenant, city.city, range]);
      const known = asked.get(key) ?? load(city, range);
      asked.set(key, known);
      return known;
    });
  });
}

export type AreasOfRequest = ReturnType<typeof areaLoaders>;
