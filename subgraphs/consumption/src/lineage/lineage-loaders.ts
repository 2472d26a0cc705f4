import type { SensorLineage } from '@citywatt/consumption-windows/lineage';
import { perRequest } from '@citywatt/subgraph-server/context';
import DataLoader from 'dataloader';
import type { SensorWindow } from '../mappers.ts';
import type { RawReadings } from './raw-readings.ts';

const SENSORS_AT_ONCE = 100;

/** Of one request: the sensors of a district that are asked for one window are one query. */
export const lineageLoaders = (raw: RawReadings) =>
  perRequest(() => {
    const loaders = new Map<string, DataLoader<number, SensorLineage | undefined>>();
    return ({ place, ...window }: SensorWindow): Promise<SensorLineage | undefined> => {
      const { city, district, number } = place;
      const key = JSON.stringify([city.city, district, window.resolution, window.start, window.asOf]);
      const loader =
        loaders.get(key) ??
        new DataLoader<number, SensorLineage | undefined>(
          async (sensors) => {
            const lineage = await raw.lineage(place, sensors, window);
            return sensors.map((sensor) => lineage.get(sensor));
          },
          { maxBatchSize: SENSORS_AT_ONCE },
        );
      loaders.set(key, loader);
      return loader.load(number);
    };
  });

export type LineageOfRequest = ReturnType<typeof lineageLoaders>;
