import { tagsOfChanges } from '@citywatt/measurement-store/change-tags';
import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { currentReadings } from '@citywatt/measurement-store/current-readings';
import { lateArrivals } from '@citywatt/measurement-store/late-arrivals';
import { writeLongWindows } from '@citywatt/measurement-store/long-windows';
import { neighbourReadings, spanOfReadings } from '@citywatt/measurement-store/repair';
import { insertDistrictRollups } from '@citywatt/measurement-store/rollups';
import { sensorQuarters } from '@citywatt/measurement-store/sensor-quarters';
import { storedWindows } from '@citywatt/measurement-store/stored-windows';
import type { QuarterSource, RowStore } from '../ports.ts';

/** @param changed is told which answers have changed, once the change can be read. */
export const clickhouseRowStore = (
  client: MeasurementClient,
  changed: (tags: readonly string[]) => void,
): RowStore => ({
  insertRaw: (block, from, to) => block.insert(client, from, to),
  insertSensors: (block, from, to) => block.insert(client, from, to),
  async insertDistricts(rows) {
    await insertDistrictRollups(client, rows);
    changed(tagsOfChanges(rows));
  },
  currentReadings: (...asked) => currentReadings(client, ...asked),
  neighbourReadings: (...asked) => neighbourReadings(client, ...asked),
  spanOfReadings: (...asked) => spanOfReadings(client, ...asked),
  lateArrivals: (...asked) => lateArrivals(client, ...asked),
  storedWindows: (...asked) => storedWindows(client, ...asked),
  async writeLongWindows(request) {
    await writeLongWindows(client, request);
    const { tenant, city, windows } = request;
    changed(tagsOfChanges(windows.map(({ start }) => ({ tenant, city, windowStart: start }))));
  },
});

export const clickhouseQuarters = (client: MeasurementClient): QuarterSource => ({
  sensorQuarters: (asked) => sensorQuarters(client, asked),
});
