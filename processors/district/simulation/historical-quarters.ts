import type { AskedQuarters, SensorQuarters } from '@citywatt/measurement-store/sensor-quarters';
import type { Seeded } from '@citywatt/test-harness/seeded';
import type { SensorLife } from './made-directory.ts';
import type { StoredRollups } from './stored-rollups.ts';

const QUARTER_MS = 900_000;

/**
 * What the store holds of the weeks before a simulation begins: of most sensors that send intervals the same energy in
 * each quarter hour of each day. So an estimate has one right value, whichever days go into it.
 */
export class HistoricalQuarters {
  readonly #energy = new Map<string, number>();
  readonly #before: number;

  constructor(random: Seeded, lives: readonly SensorLife[], before: number) {
    this.#before = before;
    for (const { district, sensor, kind } of lives) {
      const energy = random.integer(1_000, 900_000);
      if (kind === 'interval' && random.next() < 0.8) this.#energy.set(`${district}/${sensor}`, energy);
    }
  }

  /** The one right estimate of an interval; undefined of a sensor that nothing is known of. */
  estimateOf(district: string, sensor: number, intervalMs: number): number | undefined {
    const energy = this.#energy.get(`${district}/${sensor}`);
    return energy === undefined ? undefined : (energy * intervalMs) / QUARTER_MS;
  }

  /** As `sensorQuarters` says it in SQL. */
  answer(rollups: StoredRollups, { tenant, city, ...asked }: AskedQuarters): SensorQuarters {
    const found: SensorQuarters = {
      district: [],
      sensorNumber: [],
      start: [],
      energyMilliwattHours: [],
      quality: [],
    };
    for (const [index, district] of asked.districts.entries()) {
      const sensorNumber = asked.sensorNumbers[index]!;
      for (const windowStart of asked.starts) {
        const row =
          windowStart < this.#before
            ? this.#historical(district, sensorNumber)
            : rollups.sensorRow({
                tenant,
                city,
                district,
                sensorNumber,
                resolution: 'quarter-hour',
                windowStart,
              });
        if (!row || (row.readingCount === 0 && row.energyMilliwattHours === 0)) continue;
        found.district.push(district);
        found.sensorNumber.push(sensorNumber);
        found.start.push(windowStart);
        found.energyMilliwattHours.push(row.energyMilliwattHours);
        found.quality.push(row.quality);
      }
    }
    return found;
  }

  #historical(district: string, sensor: number) {
    const energyMilliwattHours = this.#energy.get(`${district}/${sensor}`);
    return energyMilliwattHours && { energyMilliwattHours, readingCount: 1, quality: 0 };
  }
}
