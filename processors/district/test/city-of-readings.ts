import { createWindowCalendar } from '@citywatt/measurement-store/windows';
import { encodeControl } from '@citywatt/reading-stream/control';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { ACTIVE_IMPORT_CUMULATIVE, ACTIVE_IMPORT_INTERVAL } from '@citywatt/reading-stream/reading';
import { controlSubject, framesSubject } from '@citywatt/reading-stream/subjects';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { seeded } from '@citywatt/test-harness/seeded';
import type { JetStreamClient } from '@nats-io/jetstream';

const HOUR_MS = 3_600_000;
export const TIME_ZONE = 'Europe/Lisbon';

/** Districts of a replayed city: hourly intervals and quarter-hour registers, over a change of the clock. */
export const districts: readonly DistrictDirectory[] = ['one', 'two'].map((district) => ({
  tenant: 'demo',
  city: 'test',
  district,
  revision: 1,
  name: district,
  timeZone: TIME_ZONE,
  clock: 'data',
  boundary: [],
  areaKm2: 1,
  registerSets: [
    [{ code: ACTIVE_IMPORT_INTERVAL, kind: 'interval', intervalMs: HOUR_MS }],
    [{ code: ACTIVE_IMPORT_CUMULATIVE, kind: 'cumulative', intervalMs: 900_000 }],
  ],
  sensors: Array.from({ length: 6 }, (_, number) => ({
    name: `${district}-${number}`,
    number,
    registerSet: number < 3 ? 0 : 1,
    customerClass: number % 2 === 0 ? 'residential' : 'commercial',
    deliveryPoints: 1,
    active: true,
  })),
}));

export interface TestReading {
  readonly district: string;
  readonly sensor: number;
  readonly eventTime: number;
  readonly value: number;
}

/** Four days around the last Sunday of March 2023, in the order of their times. */
export function readingsOf(seed: number): TestReading[] {
  const random = seeded(seed);
  const from = Date.parse('2023-03-25T00:00:00Z');
  const readings: TestReading[] = [];
  for (const { district, sensors } of districts) {
    for (const { number, registerSet } of sensors) {
      const step = registerSet === 0 ? HOUR_MS : 900_000;
      let register = Math.floor(random.next() * 1e9);
      for (let time = from; time <= from + 96 * HOUR_MS; time += step) {
        const energy = Math.floor(random.next() * 5e6);
        register += energy;
        readings.push({
          district,
          sensor: number,
          eventTime: time,
          value: registerSet === 0 ? energy : register,
        });
      }
    }
  }
  return readings.sort((a, b) => a.eventTime - b.eventTime);
}

/** Energy by district and window start, counted without any of the processor's code. */
export function recount(readings: readonly TestReading[]) {
  const calendar = createWindowCalendar(TIME_ZONE);
  const hours = new Map<string, number>();
  const days = new Map<string, number>();
  const last = new Map<string, TestReading>();
  const add = (district: string, hour: number, energy: number) => {
    for (const [windows, start] of [
      [hours, hour],
      [days, calendar.windowStart('day', hour)],
    ] as const) {
      const key = `${district} ${start}`;
      windows.set(key, (windows.get(key) ?? 0) + energy);
    }
  };
  for (const reading of readings.toSorted((a, b) => a.eventTime - b.eventTime)) {
    const { district, sensor, eventTime, value } = reading;
    if (sensor < 3) add(district, eventTime - HOUR_MS, value);
    else {
      const before = last.get(`${district}/${sensor}`);
      if (before) add(district, Math.floor(before.eventTime / HOUR_MS) * HOUR_MS, value - before.value);
      last.set(`${district}/${sensor}`, reading);
    }
  }
  return { hours, days };
}

export async function publishDirectories(stream: JetStreamClient): Promise<void> {
  for (const directory of districts) {
    const { tenant, city, district, revision } = directory;
    await stream.publish(
      controlSubject(partitionOf(directory)),
      encodeControl({
        type: 'directory.changed',
        tenant,
        city,
        district,
        revision,
        directory: packDirectory(directory),
      }),
    );
  }
}

const keys = new Map<string, SegmentKey>();
function keyOf(reading: TestReading): SegmentKey {
  const interval = reading.sensor < 3;
  const name = `${reading.district}/${interval}`;
  let key = keys.get(name);
  if (!key) {
    key = {
      tenant: 'demo',
      city: 'test',
      district: reading.district,
      register: interval ? ACTIVE_IMPORT_INTERVAL : ACTIVE_IMPORT_CUMULATIVE,
      kind: interval ? 'interval' : 'cumulative',
      quality: 'measured',
      intervalMs: interval ? HOUR_MS : 0,
    };
    keys.set(name, key);
  }
  return key;
}

/** In frames of `size` readings a partition, in the order given. */
export async function publishReadings(
  stream: JetStreamClient,
  readings: readonly TestReading[],
  size: number,
  ingestTime = Date.now(),
): Promise<void> {
  for (let at = 0; at < readings.length; at += size) {
    const writers = new Map<number, FrameWriter>();
    for (const reading of readings.slice(at, at + size)) {
      const partition = partitionOf({ tenant: 'demo', city: 'test', district: reading.district });
      const writer = writers.get(partition) ?? new FrameWriter();
      writers.set(partition, writer);
      writer.add(keyOf(reading), reading.sensor, reading.eventTime, reading.value);
    }
    for (const [partition, writer] of writers) {
      await stream.publish(framesSubject(partition), writer.take(ingestTime));
    }
  }
}

export async function publishEnd(stream: JetStreamClient): Promise<void> {
  const partitions = new Set(districts.map(partitionOf));
  for (const partition of partitions) {
    await stream.publish(
      controlSubject(partition),
      encodeControl({ type: 'data.ended', tenant: 'demo', city: 'test' }),
    );
  }
}
