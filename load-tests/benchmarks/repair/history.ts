import { encodeControl } from '@citywatt/reading-stream/control';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import { MAX_FRAME_READINGS, type SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { ACTIVE_IMPORT_CUMULATIVE, ACTIVE_IMPORT_INTERVAL } from '@citywatt/reading-stream/reading';
import { controlSubject, framesSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import type { JetStreamClient } from '@nats-io/jetstream';

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
/** One sensor in ten sends quarter hours, the others show their register each minute. */
const INTERVAL_EVERY = 10;

export interface HistoryOptions {
  readonly city: string;
  readonly districts: number;
  /** Of each district. */
  readonly sensors: number;
  readonly from: number;
  readonly hours: number;
  readonly seed: number;
}

export interface History {
  readonly readings: number;
  /** What every resolution must add up to. */
  readonly energyMilliwattHours: number;
}

export const districtsOf = ({ city, districts, sensors }: HistoryOptions): readonly DistrictDirectory[] =>
  Array.from({ length: districts }, (_, index) => ({
    tenant: 'demo',
    city,
    district: `district-${index}`,
    revision: 1,
    name: `district-${index}`,
    timeZone: 'Europe/Lisbon',
    clock: 'data' as const,
    boundary: [],
    areaKm2: 1,
    registerSets: [
      [{ code: ACTIVE_IMPORT_CUMULATIVE, kind: 'cumulative' as const, intervalMs: MINUTE_MS }],
      [{ code: ACTIVE_IMPORT_INTERVAL, kind: 'interval' as const, intervalMs: QUARTER_MS }],
    ],
    sensors: Array.from({ length: sensors }, (_, number) => ({
      name: `sensor-${number}`,
      number,
      registerSet: number % INTERVAL_EVERY === 0 ? 1 : 0,
      customerClass: number % 5 === 0 ? ('commercial' as const) : ('residential' as const),
      deliveryPoints: 1,
      active: true,
    })),
  }));

/** Directories, all readings in the order of time, and the end of the data. Each district has its frames. */
export async function publishHistory(stream: JetStreamClient, options: HistoryOptions): Promise<History> {
  const random = seeded(options.seed);
  const made = districtsOf(options).map((directory) => new District(directory, random));
  for (const { directory, partition } of made) {
    const { tenant, city, district, revision } = directory;
    const packed = packDirectory(directory);
    const message = encodeControl({
      type: 'directory.changed',
      tenant,
      city,
      district,
      revision,
      directory: packed,
    });
    await stream.publish(controlSubject(partition), message);
  }
  for (let minute = 0; minute <= options.hours * 60; minute++) {
    for (const district of made) {
      const frame = district.minute(options.from + minute * MINUTE_MS, minute);
      if (frame) await stream.publish(framesSubject(district.partition), frame);
    }
  }
  const ended = encodeControl({ type: 'data.ended', tenant: 'demo', city: options.city });
  for (const partition of new Set(made.map((district) => district.partition))) {
    await stream.publish(controlSubject(partition), ended);
  }
  return {
    readings: made.reduce((sum, district) => sum + district.readings, 0),
    energyMilliwattHours: made.reduce((sum, district) => sum + district.energy, 0),
  };
}

class District {
  readonly directory: DistrictDirectory;
  readonly partition: number;
  readings = 0;
  energy = 0;
  readonly #random: Seeded;
  readonly #registers: Float64Array;
  readonly #writer = new FrameWriter();
  readonly #keys: readonly [SegmentKey, SegmentKey];

  constructor(directory: DistrictDirectory, random: Seeded) {
    this.directory = directory;
    this.partition = partitionOf(directory);
    this.#random = random.fork(directory.district);
    this.#registers = Float64Array.from(directory.sensors, () => this.#random.integer(1e8, 1e10));
    const { tenant, city, district } = directory;
    const key = { tenant, city, district, quality: 'measured' as const };
    this.#keys = [
      { ...key, register: ACTIVE_IMPORT_CUMULATIVE, kind: 'cumulative', intervalMs: 0 },
      { ...key, register: ACTIVE_IMPORT_INTERVAL, kind: 'interval', intervalMs: QUARTER_MS },
    ];
  }

  /** A frame of some minutes when it is full, or at the end of an hour. */
  minute(time: number, minute: number): Uint8Array | undefined {
    const [cumulative, interval] = this.#keys;
    for (const { number, registerSet } of this.directory.sensors) {
      if (registerSet === 0) {
        const energy = minute === 0 ? 0 : this.#random.integer(30_000, 60_000);
        this.energy += energy;
        this.#registers[number]! += energy;
        this.#writer.add(cumulative, number, time, this.#registers[number]!);
      } else if (minute > 0 && minute % 15 === 0) {
        const energy = this.#random.integer(400_000, 900_000);
        this.energy += energy;
        this.#writer.add(interval, number, time, energy);
      }
    }
    const { readings } = this.#writer;
    if (readings + this.directory.sensors.length <= MAX_FRAME_READINGS && minute % 60 !== 0) return undefined;
    this.readings += readings;
    return this.#writer.take(Date.now());
  }
}
