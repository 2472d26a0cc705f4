import type { FrameWriter } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { ACTIVE_IMPORT_CUMULATIVE, ACTIVE_IMPORT_INTERVAL } from '@citywatt/reading-stream/reading';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';

const MINUTE_MS = 60_000;
const QUARTER_MINUTES = 15;
const FROM = Date.parse('2026-01-05T10:00:00Z');
/** One sensor in ten sends quarter hours, the others show their register each minute. */
const INTERVAL_SHARE = 0.1;

export interface CityOptions {
  readonly city: string;
  readonly districts: number;
  readonly sensors: number;
  readonly seed: number;
}

const intervalSensors = (options: CityOptions) => Math.floor(options.sensors * INTERVAL_SHARE);
const nameOf = (index: number) => `district-${index}`;

export const districtKeys = (options: CityOptions) =>
  Array.from({ length: options.districts }, (_, index) => ({
    tenant: 'demo',
    city: options.city,
    district: nameOf(index),
  }));

export function directoryOf(options: CityOptions, index: number): DistrictDirectory {
  const firstInterval = options.sensors - intervalSensors(options);
  return {
    ...districtKeys(options)[index]!,
    revision: 1,
    name: nameOf(index),
    timeZone: 'Europe/Lisbon',
    clock: 'data',
    boundary: [],
    areaKm2: 1,
    registerSets: [
      [{ code: ACTIVE_IMPORT_CUMULATIVE, kind: 'cumulative', intervalMs: MINUTE_MS, maximumWatts: 50_000 }],
      [{ code: ACTIVE_IMPORT_INTERVAL, kind: 'interval', intervalMs: QUARTER_MINUTES * MINUTE_MS }],
    ],
    sensors: Array.from({ length: options.sensors }, (_, number) => ({
      name: `${nameOf(index)}-${number}`,
      number,
      registerSet: number < firstInterval ? 0 : 1,
      customerClass: number % 5 === 0 ? ('commercial' as const) : ('residential' as const),
      deliveryPoints: 1,
      active: true,
    })),
  };
}

interface Meters {
  readonly cumulative: SegmentKey;
  readonly interval: SegmentKey;
  /** Last value of each register and where in its minute the sensor speaks. */
  readonly registers: Float64Array;
  readonly offsets: Uint16Array;
}

/** Readings minute by minute, partition by partition; what they add up to is counted beside, by itself. */
export class CityOfMeters {
  /** Milliwatt-hours that every resolution must show for the whole city once it is complete. */
  energyMilliwattHours = 0;
  readonly #options: CityOptions;
  readonly #random: Seeded;
  readonly #byPartition = new Map<number, Meters[]>();

  constructor(options: CityOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    for (const key of districtKeys(options)) {
      const partition = partitionOf(key);
      const meters = this.#byPartition.get(partition) ?? [];
      this.#byPartition.set(partition, meters);
      meters.push(this.#metersOf(key));
    }
  }

  get partitions(): readonly number[] {
    return [...this.#byPartition.keys()];
  }

  /** Adds what the partition's sensors send in the given minute. */
  minute(partition: number, minute: number, frame: Pick<FrameWriter, 'add'>): void {
    const time = FROM + minute * MINUTE_MS;
    for (const { cumulative, interval, registers, offsets } of this.#byPartition.get(partition)!) {
      for (let sensor = 0; sensor < registers.length; sensor++) {
        const energy = this.#random.integer(0, 60_000);
        registers[sensor]! += energy;
        // The first value of a register only says where it stands.
        if (minute > 0) this.energyMilliwattHours += energy;
        frame.add(cumulative, sensor, time + offsets[sensor]!, registers[sensor]!);
      }
      if (minute === 0 || minute % QUARTER_MINUTES !== 0) continue;
      for (let sensor = registers.length; sensor < this.#options.sensors; sensor++) {
        const energy = this.#random.integer(0, 900_000);
        this.energyMilliwattHours += energy;
        frame.add(interval, sensor, time, energy);
      }
    }
  }

  #metersOf(key: { tenant: string; city: string; district: string }): Meters {
    const count = this.#options.sensors - intervalSensors(this.#options);
    return {
      cumulative: {
        ...key,
        register: ACTIVE_IMPORT_CUMULATIVE,
        kind: 'cumulative',
        quality: 'measured',
        intervalMs: 0,
      },
      interval: {
        ...key,
        register: ACTIVE_IMPORT_INTERVAL,
        kind: 'interval',
        quality: 'measured',
        intervalMs: QUARTER_MINUTES * MINUTE_MS,
      },
      registers: Float64Array.from({ length: count }, () => this.#random.integer(1e8, 1e10)),
      offsets: Uint16Array.from({ length: count }, () => this.#random.integer(0, MINUTE_MS - 1)),
    };
  }
}
