import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { expect } from 'vitest';
import { districts, recount, type TestReading } from './city-of-readings.ts';
import { recountEnergy } from './independent-recount.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;

/** Energy by `district start` of one resolution as the store has it; windows of nothing left out. */
export async function storedWindows(
  measurements: MeasurementClient,
  resolution: string,
): Promise<Map<string, number>> {
  const answer = await measurements.query({
    query: `SELECT district, toUnixTimestamp(window_start) * 1000 AS start, energy_milliwatt_hours AS energy
            FROM district_rollups FINAL
            WHERE city = 'test' AND resolution = {resolution:String} AND energy != 0 ORDER BY district, start`,
    query_params: { resolution },
    format: 'JSONEachRow',
  });
  const rows = await answer.json<{ district: string; start: string; energy: string }>();
  return new Map(rows.map((row) => [`${row.district} ${row.start}`, Number(row.energy)]));
}

/** Waits until every window of every resolution is what an independent recount of the readings says. */
export async function expectRecount(
  measurements: MeasurementClient,
  readings: readonly TestReading[],
  timeout = 40_000,
): Promise<void> {
  const { hours, days } = recount(readings);
  const expected = {
    day: days,
    hour: hours,
    'quarter-hour': shortWindows(readings, QUARTER_MS),
    minute: shortWindows(readings, MINUTE_MS),
  };
  for (const [resolution, windows] of Object.entries(expected)) {
    await expect
      .poll(() => storedWindows(measurements, resolution), { timeout, interval: 500 })
      .toEqual(new Map([...windows].filter(([, energy]) => energy !== 0)));
  }
}

function shortWindows(readings: readonly TestReading[], lengthMs: number): Map<string, number> {
  return new Map(
    districts.flatMap(({ district, sensors }) => {
      const sent = readings
        .filter((reading) => reading.district === district)
        .map(({ sensor, eventTime, value }) => {
          const interval = sensors[sensor]!.registerSet === 0;
          const length = interval ? HOUR_MS : 0;
          return {
            sensor,
            kind: interval ? ('interval' as const) : ('cumulative' as const),
            start: eventTime - length,
            lengthMs: length,
            value,
          };
        });
      return [...recountEnergy(sent, lengthMs, 0)].map(
        ([start, energy]) => [`${district} ${start}`, energy] as const,
      );
    }),
  );
}
