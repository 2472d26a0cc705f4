import { encodeFrame, type FrameSegment } from '@citywatt/reading-stream/frame';
import { MAX_FRAME_READINGS, type SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import {
  ACTIVE_IMPORT_CUMULATIVE,
  ACTIVE_IMPORT_INTERVAL,
  ACTIVE_IMPORT_POWER,
  type RegisterKind,
} from '@citywatt/reading-stream/reading';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import {
  type CityOptions,
  DATA_FROM,
  type DistrictPlan,
  districtsOf,
  GAUGE_MS,
  INTERVAL_MS,
  REGISTER_MS,
} from './city.ts';
import { SegmentColumns } from './segment-columns.ts';

/** Late by up to three intervals; sent twice; late by hours to two days. */
const LATE_SHARE = 0.01;
const REPEATED_SHARE = 0.01;
const LONG_LATE_SHARE = 0.0005;
const FATE_SHARE = LATE_SHARE + REPEATED_SHARE + LONG_LATE_SHARE;
const LATE_INTERVALS = 3;
const HOUR_MS = 3_600_000;
const LONG_LATE_HOURS = [2, 48] as const;
/** Register readings carry whole watt-hours, as meters show them. */
const WATT_HOUR = 1_000;
const REGISTER_STARTS_BELOW_KWH = 4_000;
const LEAST_WATTS = 200;
const GREATEST_WATTS = 3_000;

interface District {
  readonly plan: DistrictPlan;
  readonly columns: Readonly<Record<RegisterKind, SegmentColumns>>;
  /** By sensor: mean power, and where in its period it is read. */
  readonly watts: Float64Array;
  readonly offset: Uint16Array;
  /** By register: what it shows, in watt-hours. */
  readonly shown: Float64Array;
}

export interface SentFrame {
  readonly data: Uint8Array;
  readonly readings: number;
  /** ms since 1970 UTC. */
  readonly ingestTime: number;
}

interface Held {
  readonly columns: SegmentColumns;
  readonly sensor: number;
  readonly time: number;
  readonly value: number;
}

/**
 * What the city sends, step by step of its own time and partition by partition, and, counted by itself, what it adds up
 * to once all of it has arrived.
 */
export class SentReadings {
  /** Milliwatt-hours that every resolution must show for the whole city. */
  energyMilliwattHours = 0;
  readonly #stepMs: number;
  readonly #random: Seeded;
  readonly #districts = new Map<number, District[]>();
  readonly #held = new Map<number, Map<number, Held[]>>();
  #untilFate: number;

  /** @param stepMs a whole part of ten seconds. */
  constructor(options: CityOptions, stepMs: number) {
    this.#stepMs = stepMs;
    this.#random = seeded(options.seed);
    this.#untilFate = this.#drawFate();
    for (const plan of districtsOf(options)) {
      const partition = partitionOf(plan);
      const districts = this.#districts.get(partition) ?? [];
      this.#districts.set(partition, districts);
      this.#held.set(partition, new Map());
      districts.push(this.#districtOf(plan));
    }
  }

  get partitions(): readonly number[] {
    return [...this.#districts.keys()];
  }

  /** The frames of one partition in the given step. */
  step(partition: number, step: number): SentFrame[] {
    const districts = this.#districts.get(partition)!;
    const held = this.#held.get(partition)!;
    for (const district of districts) this.#readDistrict(district, step, held);
    for (const { columns, sensor, time, value } of held.get(step) ?? []) columns.add(sensor, time, value);
    held.delete(step);
    return framesOf(districts);
  }

  /** What is still late, behind the last step. */
  rest(partition: number): SentFrame[] {
    const held = this.#held.get(partition)!;
    for (const due of held.values())
      for (const { columns, sensor, time, value } of due) columns.add(sensor, time, value);
    held.clear();
    return framesOf(this.#districts.get(partition)!);
  }

  #readDistrict(district: District, step: number, held: Map<number, Held[]>) {
    const { plan, columns, watts, offset, shown } = district;
    const time = step * this.#stepMs;
    const slots = REGISTER_MS / this.#stepMs;
    const firstMinute = step < slots;
    for (let sensor = step % slots; sensor < plan.registers; sensor += slots) {
      if (!firstMinute) {
        const wattHours = Math.round((this.#around(watts[sensor]!) * REGISTER_MS) / HOUR_MS);
        shown[sensor]! += wattHours;
        this.energyMilliwattHours += wattHours * WATT_HOUR;
      }
      this.#send(
        columns.cumulative,
        sensor,
        time + offset[sensor]!,
        shown[sensor]! * WATT_HOUR,
        step,
        REGISTER_MS,
        held,
      );
    }
    const sinceQuarter = time % INTERVAL_MS;
    if (time >= INTERVAL_MS && sinceQuarter < REGISTER_MS) {
      const [from, to] = [plan.registers, plan.registers + plan.intervals];
      for (let sensor = from + (step % slots); sensor < to; sensor += slots) {
        const energy = Math.round((this.#around(watts[sensor]!) * WATT_HOUR * INTERVAL_MS) / HOUR_MS);
        this.energyMilliwattHours += energy;
        this.#send(columns.interval, sensor, time - sinceQuarter, energy, step, INTERVAL_MS, held);
      }
    }
    if (time % GAUGE_MS !== 0) return;
    for (let sensor = plan.registers + plan.intervals; sensor < watts.length; sensor++) {
      const power = Math.round(this.#around(watts[sensor]!));
      // Of the reading before, which holds until this one.
      if (step > 0) this.energyMilliwattHours += Math.round((district.shown[sensor]! * GAUGE_MS) / 3_600);
      district.shown[sensor] = power;
      this.#send(columns.gauge, sensor, time, power, step, GAUGE_MS, held);
    }
  }

  #send(
    columns: SegmentColumns,
    sensor: number,
    time: number,
    value: number,
    step: number,
    intervalMs: number,
    held: Map<number, Held[]>,
  ) {
    const at = DATA_FROM + time;
    if (--this.#untilFate > 0) {
      columns.add(sensor, at, value);
      return;
    }
    this.#untilFate = this.#drawFate();
    const fate = this.#random.next() * FATE_SHARE;
    let due = step + 1;
    if (fate < REPEATED_SHARE) columns.add(sensor, at, value);
    else if (fate < REPEATED_SHARE + LATE_SHARE)
      due = step + Math.ceil((this.#random.integer(1, LATE_INTERVALS) * intervalMs) / this.#stepMs);
    else due = step + Math.ceil((this.#random.integer(...LONG_LATE_HOURS) * HOUR_MS) / this.#stepMs);
    const waiting = held.get(due);
    if (waiting) waiting.push({ columns, sensor, time: at, value });
    else held.set(due, [{ columns, sensor, time: at, value }]);
  }

  /** Readings until the next one that does not simply arrive. */
  #drawFate(): number {
    return 1 + Math.floor(Math.log(1 - this.#random.next()) / Math.log(1 - FATE_SHARE));
  }

  #around(watts: number): number {
    return watts * (0.8 + 0.4 * this.#random.next());
  }

  #districtOf(plan: DistrictPlan): District {
    const count = plan.registers + plan.intervals + plan.gauges;
    const random = this.#random;
    const key = (register: string, kind: RegisterKind, intervalMs: number): SegmentKey => {
      const { tenant, city, district } = plan;
      return { tenant, city, district, register, kind, quality: 'measured', intervalMs };
    };
    return {
      plan,
      columns: {
        cumulative: new SegmentColumns(key(ACTIVE_IMPORT_CUMULATIVE, 'cumulative', 0)),
        interval: new SegmentColumns(key(ACTIVE_IMPORT_INTERVAL, 'interval', INTERVAL_MS)),
        gauge: new SegmentColumns(key(ACTIVE_IMPORT_POWER, 'gauge', 0)),
      },
      watts: Float64Array.from({ length: count }, () => random.integer(LEAST_WATTS, GREATEST_WATTS)),
      offset: Uint16Array.from({ length: count }, () => random.integer(0, this.#stepMs - 1)),
      shown: Float64Array.from({ length: count }, (_, sensor) =>
        sensor < plan.registers ? random.integer(0, REGISTER_STARTS_BELOW_KWH * 1_000) : 0,
      ),
    };
  }
}

/** Frames of everything in the districts' columns, which are empty afterwards. */
function framesOf(districts: readonly District[]): SentFrame[] {
  const ingestTime = Date.now();
  const frames: SentFrame[] = [];
  let segments: FrameSegment[] = [];
  let readings = 0;
  const close = () => {
    if (readings > 0) frames.push({ data: encodeFrame(segments, ingestTime), readings, ingestTime });
    segments = [];
    readings = 0;
  };
  for (const { columns } of districts) {
    for (const segment of [columns.cumulative, columns.interval, columns.gauge]) {
      if (segment.count === 0) continue;
      if (readings + segment.count > MAX_FRAME_READINGS) close();
      segments.push(segment);
      readings += segment.count;
    }
  }
  close();
  for (const { columns } of districts) for (const segment of Object.values(columns)) segment.count = 0;
  return frames;
}
