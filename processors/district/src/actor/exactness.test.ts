import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { ActorRun, energyOf, type GivenReading } from '../../test/actor-run.ts';
import { recountEnergy, type SentReading } from '../../test/independent-recount.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';

// Many whole histories: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const FROM = Date.parse('2026-03-28T22:00:00Z');
const HOURS = 6;
const GAUGE_MS = 5 * MINUTE;

const directory = districtOf(
  [
    register('interval', QUARTER),
    register('interval', QUARTER),
    register('interval', HOUR),
    register('cumulative', QUARTER),
    register('cumulative', QUARTER),
    register('gauge', GAUGE_MS),
    register('interval', 30 * MINUTE),
  ],
  { timeZone: 'Asia/Kathmandu' },
);

interface Delivery {
  readonly at: number;
  readonly reading: GivenReading;
}

/** Readings of some hours with when each arrives: most at once, some hours late, twice, or with another value later. */
function deliveries(random: Seeded, trouble: boolean): Delivery[] {
  const list: Delivery[] = [];
  for (const { number, registerSet } of directory.sensors) {
    const { kind, intervalMs } = directory.registerSets[registerSet]![0]!;
    const key = keyOf(kind, intervalMs);
    let total = 1_000_000_000;
    for (let time = FROM + intervalMs; time <= FROM + HOURS * HOUR; time += intervalMs) {
      const amount = random.integer(0, 5_000_000);
      if (trouble && kind === 'cumulative' && random.next() < 0.03) total = 0;
      total += amount;
      const value = kind === 'cumulative' ? total : kind === 'gauge' ? Math.floor(amount / 1_000) : amount;
      const reading = { sensor: number, key, eventTime: time, value };
      let at = time + random.integer(0, 20_000);
      if (trouble && random.next() < 0.2) at += random.integer(0, random.next() < 0.5 ? HOUR : 5 * HOUR);
      list.push({ at, reading });
      if (!trouble) continue;
      if (random.next() < 0.15) list.push({ at: at + random.integer(0, 2 * HOUR), reading });
      if (random.next() < 0.1) {
        // Between the readings before and behind it, so that no register falls by it.
        const revised = { ...reading, value: value - random.integer(0, amount) };
        list.push({ at: at + random.integer(1, 4 * HOUR), reading: revised });
      }
    }
  }
  return list
    .map((delivery, index) => ({ delivery, index }))
    .sort((a, b) => a.delivery.at - b.delivery.at || a.index - b.index)
    .map(({ delivery }) => delivery);
}

const sentOf = ({ sensor, key, eventTime, value }: GivenReading): SentReading => ({
  sensor,
  kind: key.kind,
  start: eventTime - key.intervalMs,
  lengthMs: key.intervalMs,
  value,
});

function run(
  seed: number,
  trouble: boolean,
): { readonly run: ActorRun; readonly sent: readonly SentReading[] } {
  const random = seeded(seed);
  const list = deliveries(random.fork('deliveries'), trouble);
  const actor = new ActorRun();
  const sent: SentReading[] = [];
  actor.directory(directory);
  let next = 0;
  for (let now = FROM; next < list.length; now += MINUTE) {
    actor.tick(now);
    const arrived: GivenReading[] = [];
    while (next < list.length && list[next]!.at <= now) arrived.push(list[next++]!.reading);
    if (arrived.length > 0) {
      actor.readings(arrived, now);
      sent.push(...arrived.map(sentOf));
    }
    if (random.next() < 0.2) actor.capture();
    if (!trouble) continue;
    if (random.next() < 0.05) actor.checkpoint();
    if (random.next() < 0.05) actor.repair();
    if (random.next() < 0.02) actor.crash();
  }
  // Until every window has left the hot hours.
  for (let now = FROM + 12 * HOUR; now < FROM + 20 * HOUR; now += QUARTER) {
    actor.tick(now);
  }
  actor.repair();
  return { run: actor, sent };
}

function expectRecount({ run: actor, sent }: ReturnType<typeof run>): void {
  for (const [resolution, length] of [
    ['minute', MINUTE],
    ['quarter-hour', QUARTER],
  ] as const) {
    expect(energyOf(actor, 'alpha', resolution)).toEqual(recountEnergy(sent, length, 2 * GAUGE_MS));
  }
  const sensors = new Map<number, number>();
  for (const row of actor.sensorRows.values()) {
    if (row.energyMilliwattHours === 0) continue;
    sensors.set(row.start, (sensors.get(row.start) ?? 0) + row.energyMilliwattHours);
  }
  expect(new Map([...sensors].sort(([a], [b]) => a - b))).toEqual(recountEnergy(sent, QUARTER, 2 * GAUGE_MS));
}

test('a clean pass gives what a recount gives, without any repair', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const clean = run(seed, false);
      expect(clean.run.district('alpha').marks.cold.size).toBe(0);
      expectRecount(clean);
    }),
    { numRuns: 5 },
  );
});

test('late, doubled and revised readings, restarts of registers and crashes give what a recount gives', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expectRecount(run(seed, true));
    }),
    { numRuns: 25 },
  );
});
