import {
  ACTIVE_IMPORT_CUMULATIVE,
  ACTIVE_IMPORT_INTERVAL,
  ACTIVE_IMPORT_POWER,
} from '@citywatt/reading-stream/reading';
import type { Register } from '@citywatt/sensor-directory/directory';
import type { ReplayColumns } from './replay-columns.ts';
import type { ReplayRow } from './replay-row.ts';

const DEFAULT_INTERVAL_MS = 900_000;

/** Names are unique within the tenant, and a file may hold meters of another city of ours: the city comes first. */
export const sensorName = (city: string, row: ReplayRow) => `${city}/${row.district}/${row.sensor ?? 'load'}`;

/** What the sensor of this row shows, as far as the row says. */
export function registerOf(
  row: ReplayRow,
  value: ReplayColumns['value'],
  intervalMs: number | undefined,
): Register {
  if (value === 'energyKwh') {
    return {
      code: row.register ?? ACTIVE_IMPORT_INTERVAL,
      kind: 'interval',
      intervalMs: row.end - row.start,
    };
  }
  const expected = intervalMs ?? DEFAULT_INTERVAL_MS;
  return value === 'registerKwh'
    ? { code: row.register ?? ACTIVE_IMPORT_CUMULATIVE, kind: 'cumulative', intervalMs: expected }
    : { code: row.register ?? ACTIVE_IMPORT_POWER, kind: 'gauge', intervalMs: expected };
}

/** The row as a line for the door; the value is the file's own text, so nothing is rounded on the way. */
export function replayLine(city: string, row: ReplayRow, value: ReplayColumns['value']): string {
  const item: Record<string, unknown> = { sensor: sensorName(city, row), city, district: row.district };
  if (row.register !== undefined) item['register'] = row.register;
  if (row.quality !== undefined) item['quality'] = row.quality;
  if (value === 'energyKwh') {
    item['intervalStart'] = row.start / 1_000;
    item['intervalEnd'] = row.end / 1_000;
  } else {
    item['eventTime'] = row.start / 1_000;
  }
  item[value] = row.value;
  return `${JSON.stringify(item)}\n`;
}
