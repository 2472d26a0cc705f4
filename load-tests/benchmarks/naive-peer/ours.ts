import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { jetstream } from '@nats-io/jetstream';
import { startChild } from '../pipeline/child.ts';
import { endData, untilStreamTakes } from '../pipeline/city-control.ts';
import type { CityOptions } from '../pipeline/city-of-meters.ts';
import type { ProducerReport } from '../pipeline/messages.ts';
import { startProcessor } from '../pipeline/processor.ts';
import type { Contender } from './contender.ts';

/** Hours and days are made behind the rest, at low priority. */
const PATIENCE_MS = 60_000;

/** The district processor as it is, fed with frames as the doors make them. */
export async function openOurs(stores: OwnStores, city: CityOptions): Promise<Contender> {
  const measurements = connectMeasurementStore(stores.clickhouse);
  const stream = jetstream(await stores.connectNats());
  const ask = async <Row>(query: string, given: Record<string, string> = {}) => {
    const answer = await measurements.query({
      query,
      query_params: { city: city.city, ...given },
      format: 'JSONCompactEachRow',
    });
    return await answer.json<Row>();
  };
  return {
    patienceMs: PATIENCE_MS,
    async start() {
      const { pid } = await startProcessor(stores);
      await untilStreamTakes(stream, city);
      return {
        pid,
        async kill() {
          process.kill(pid, 'SIGKILL');
        },
      };
    },
    produce: (readings) =>
      startChild<ProducerReport>('producer.ts', { natsUrl: stores.natsUrl, city, readings, to: 'readings' }),
    end: () => endData(stream, city),
    async storedReadings() {
      const [row] = await ask<[string]>('SELECT sum(length(sensor_numbers)) FROM raw_segments');
      return Number(row?.[0] ?? 0);
    },
    async storedWindows(resolution) {
      const rows = await ask<[string, string, string]>(
        `SELECT district, toUnixTimestamp(window_start) * 1000, energy_milliwatt_hours FROM district_rollups FINAL
         WHERE tenant = 'demo' AND city = {city:String} AND resolution = {resolution:String}`,
        { resolution },
      );
      return new Map(rows.map(([district, start, energy]) => [`${district} ${start}`, Number(energy)]));
    },
    close: () => measurements.close(),
  };
}
