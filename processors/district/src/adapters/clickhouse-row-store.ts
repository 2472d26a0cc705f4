import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { lateArrivals } from '@citywatt/measurement-store/late-arrivals';
import { writeLongWindows } from '@citywatt/measurement-store/long-windows';
import {
  currentReadings,
  neighbourReadings,
  spanOfReadings,
  storedWindows,
} from '@citywatt/measurement-store/repair';
import { insertDistrictRollups } from '@citywatt/measurement-store/rollups';
import { sensorQuarters } from '@citywatt/measurement-store/sensor-quarters';
import type { QuarterSource, RowStore } from '../ports.ts';

export const clickhouseRowStore = (client: MeasurementClient): RowStore => ({
  insertRaw: (block, from, to) => block.insert(client, from, to),
  insertSensors: (block, from, to) => block.insert(client, from, to),
  insertDistricts: (rows) => insertDistrictRollups(client, rows),
  currentReadings: (...asked) => currentReadings(client, ...asked),
  neighbourReadings: (...asked) => neighbourReadings(client, ...asked),
  spanOfReadings: (...asked) => spanOfReadings(client, ...asked),
  lateArrivals: (...asked) => lateArrivals(client, ...asked),
  storedWindows: (...asked) => storedWindows(client, ...asked),
  writeLongWindows: (...asked) => writeLongWindows(client, ...asked),
});

export const clickhouseQuarters = (client: MeasurementClient): QuarterSource => ({
  sensorQuarters: (asked) => sensorQuarters(client, asked),
});
