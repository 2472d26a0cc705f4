import { dueReadings } from '@citywatt/city-simulator/due-readings';
import type { FaultKind } from '@citywatt/city-simulator/faults';
import { createLivingCity, type LivingCity } from '@citywatt/city-simulator/living-city';
import { PartitionActor } from '@citywatt/district-processor/actor/partition-actor';
import { PartitionState } from '@citywatt/district-processor/state/partition-state';
import { encodeControl } from '@citywatt/reading-stream/control';
import { type FrameCursor, FrameWriter } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { encodeTick } from '@citywatt/reading-stream/tick';
import { verdictName } from '@citywatt/reading-stream/verdict';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import { packDirectory } from '@citywatt/sensor-directory/directory-schema';
import { expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

const FROM = Date.UTC(2026, 9, 20);
const DAY_MS = 86_400_000;
const DAYS = 3;
/** Rules that compare need to know a sensor for a day. */
const KNOWN_FROM = FROM + 1.1 * DAY_MS;
const STEP_MS = 600_000;

interface Judged {
  readonly time: number;
  readonly verdict: string;
  /** What was sent over what the meter means. */
  readonly factor: number;
}

/** A district of the living city, but for feeders that report thrice a minute, through the actor. */
function judged(faults: readonly FaultKind[]): Judged[] {
  const whole = createLivingCity(1755, 20);
  const sensors = whole.districts[0]!.sensors.filter(({ register }) => register.intervalMs >= 60_000);
  const city: LivingCity = { ...whole, sensors };
  const { district, name } = whole.districts[0]!;
  const all: Judged[] = [];
  const actor = new PartitionActor({
    append({ count, sensorNumbers, times, values }: FrameCursor, verdicts: Uint8Array) {
      for (let index = 0; index < count; index++) {
        const meant = city.reading(sensors[sensorNumbers[index]!]!, times[index]!).milliwattHours;
        all.push({
          time: times[index]!,
          verdict: verdictName(verdicts[index]!),
          factor: values[index]! / meant,
        });
      }
    },
  });
  const state = new PartitionState(0);
  const nowhere = () => {};
  const outbox = {
    districtRow: nowhere,
    sensorRow: nowhere,
    event: nowhere,
    late: nowhere,
    deadletter: nowhere,
    cityWindow: nowhere,
  };
  const context = {
    partition: 0,
    generation: 1,
    outbox,
    sequence: 0,
    tick: 0,
    longestGapMs: 89 * DAY_MS,
  };
  const directory: DistrictDirectory = {
    tenant: 'demo',
    city: 'lisbon',
    district,
    revision: 1,
    name,
    timeZone: 'Europe/Lisbon',
    clock: 'wall',
    boundary: [],
    areaKm2: 1,
    registerSets: sensors.map(({ register }) => [register]),
    sensors: sensors.map(({ name: sensor, customerClass, deliveryPoints }, number) => {
      return { name: sensor, number, registerSet: number, customerClass, deliveryPoints, active: true };
    }),
  };
  const change = {
    tenant: 'demo',
    city: 'lisbon',
    district,
    revision: 1,
    directory: packDirectory(directory),
  };
  actor.control(context, state, encodeControl({ type: 'directory.changed', ...change }));
  const keys = new Map<string, SegmentKey>();
  for (const { register } of sensors) {
    const { code, kind, intervalMs } = register;
    keys.set(JSON.stringify(register), {
      tenant: 'demo',
      city: 'lisbon',
      district,
      register: code,
      kind,
      quality: 'measured',
      intervalMs: kind === 'interval' ? intervalMs : 0,
    });
  }
  const keyOf = new Map(sensors.map((sensor) => [sensor, keys.get(JSON.stringify(sensor.register))!]));
  const numbers = new Map(sensors.map((sensor, number) => [sensor, number]));
  for (let time = FROM; time < FROM + DAYS * DAY_MS; time += STEP_MS) {
    context.sequence++;
    actor.tick(context, state, encodeTick(time + STEP_MS));
    const writer = new FrameWriter();
    for (const { sensor, end, milliwattHours } of dueReadings(
      city,
      new Set(faults),
      time,
      time + STEP_MS,
      FROM,
    )) {
      writer.add(keyOf.get(sensor)!, numbers.get(sensor)!, end, milliwattHours);
    }
    if (writer.readings === 0) continue;
    context.sequence++;
    actor.frame(context, state, writer.take(time + STEP_MS));
  }
  return all;
}

test('of a city without faults no reading is stopped or suspect', () => {
  const clean = judged([]);
  expect(clean.length).toBeGreaterThan(50_000);
  expect(new Set(clean.map(({ verdict }) => verdict))).toEqual(new Set(['accepted']));
});

test('of a city with every fault each unit mistake is held or at least suspect, and no right reading is', () => {
  const all = judged(['resets', 'gaps', 'duplicates', 'late', 'unit-mistakes']);
  const faulty = all.filter(({ time }) => time > KNOWN_FROM);
  const mistakes = faulty.filter(({ factor }) => factor > 500 && Number.isFinite(factor));
  expect(mistakes.length).toBeGreaterThan(25);
  const spoken = new Set(mistakes.map(({ verdict }) => verdict));
  expect([...spoken].filter((verdict) => verdict === 'accepted' || verdict === 'after-gap')).toEqual([]);
  const right = faulty.filter(({ factor }) => factor <= 1);
  const counts = Map.groupBy(right, ({ verdict }) => verdict);
  expect([...counts.keys()].sort()).toEqual(['accepted', 'after-gap', 'duplicate']);
  for (const verdict of ['after-gap', 'duplicate']) {
    expect(counts.get(verdict)!.length / right.length).toBeGreaterThan(0.005);
  }
});
