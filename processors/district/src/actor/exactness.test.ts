import type { SegmentMark } from '@citywatt/reading-stream/frame-layout';
import { countsWith, VERDICTS, verdictName } from '@citywatt/reading-stream/verdict';
import { type Seeded, seeded } from '@citywatt/test-harness/seeded';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { ActorRun, energyOf, type GivenReading } from '../../test/actor-run.ts';
import { recountEnergy, type SentReading } from '../../test/independent-recount.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';

// Many whole histories: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const FROM = Date.parse('2026-03-28T22:00:00Z');
const GAUGE_MS = 5 * MINUTE;

const directory = districtOf(
  [
    register('interval', QUARTER),
    register('interval', QUARTER),
    register('interval', HOUR),
    register('cumulative', QUARTER),
    register('cumulative', QUARTER, { maximumWatts: 25_000 }),
    register('gauge', GAUGE_MS),
    register('interval', 30 * MINUTE, { maximumWatts: 60_000 }),
  ],
  { timeZone: 'Asia/Kathmandu' },
);

interface Delivery {
  readonly at: number;
  readonly reading: GivenReading;
}

/** Readings of some hours with when each arrives: most at once, some hours late, twice, or with another value later. */
function deliveries(random: Seeded, { late: trouble = false, soon = false, hours = 6 }: Trouble): Delivery[] {
  const list: Delivery[] = [];
  for (const { number, registerSet } of directory.sensors) {
    const { kind, intervalMs } = directory.registerSets[registerSet]![0]!;
    const key = keyOf(kind, intervalMs);
    let total = 1_000_000_000;
    for (let time = FROM + intervalMs; time <= FROM + hours * HOUR; time += intervalMs) {
      const amount = random.integer(0, 5_000_000);
      if (trouble && kind === 'cumulative' && random.next() < 0.03) total = 0;
      total += amount;
      const value = kind === 'cumulative' ? total : kind === 'gauge' ? Math.floor(amount / 1_000) : amount;
      const reading = { sensor: number, key, eventTime: time, value };
      let at = time + random.integer(0, 20_000);
      // Behind the next reading, which bridges it meanwhile.
      if (soon && random.next() < 0.1) at += random.integer(intervalMs, 2 * intervalMs);
      if (trouble && random.next() < 0.2) at += random.integer(0, random.next() < 0.5 ? HOUR : 5 * HOUR);
      list.push({ at, reading });
      if (soon) list.push(...soonAfter(random, at, reading, amount));
      if (!trouble) continue;
      if (random.next() < 0.15) list.push({ at: at + random.integer(0, 2 * HOUR), reading });
      if (random.next() < 0.1) {
        // Between the readings before and behind it, so that no register falls by it.
        const revised = { ...reading, value: value - random.integer(0, amount) };
        list.push({ at: at + random.integer(1, 4 * HOUR), reading: revised });
      }
    }
  }
  return list;
}

/** What the actor can still place by itself: the same again, and other values of what it holds. */
function soonAfter(random: Seeded, at: number, reading: GivenReading, amount: number): Delivery[] {
  const { kind, intervalMs } = reading.key;
  const later = at + random.integer(1, intervalMs);
  const draw = random.next();
  if (draw < 0.1) return [{ at: later, reading }];
  if (draw > 0.3) return [];
  const revised = { ...reading, value: reading.value - random.integer(0, amount) };
  if (draw < 0.2 || kind !== 'interval') return [{ at: later, reading: revised }];
  const key = keyOf(kind, intervalMs, random.pick(['estimated', 'suspect'] as const));
  return [{ at: later, reading: { ...revised, key } }];
}

/** Values that no sensor means, and estimates of ours before and behind what the sensor says. */
function faulty(random: Seeded, list: readonly Delivery[]): Delivery[] {
  return list.flatMap((delivery) => {
    const { reading, at } = delivery;
    const { kind, intervalMs } = reading.key;
    const also = (value: number, later: number, mark?: SegmentMark): Delivery => {
      const key = keyOf(kind, intervalMs, mark === 'estimate' ? 'estimated' : 'measured', mark);
      return { at: at + later, reading: { ...reading, key, value } };
    };
    const draw = random.next();
    if (draw < 0.02) return [also(reading.value * 1_000, 0)];
    if (draw < 0.03) return [also(Math.floor(reading.value / 1_000), 0)];
    if (draw < 0.04) return [also(reading.value * 6, 0)];
    if (draw < 0.05) return [also(-reading.value, 0)];
    if (draw < 0.06) return [also(0, 0)];
    if (draw < 0.07) {
      const ahead = { ...reading, eventTime: reading.eventTime + random.integer(0, 30 * HOUR) };
      return [delivery, { at, reading: ahead }];
    }
    if (draw < 0.1) {
      return [
        also(reading.value * 1_000, 0),
        also(reading.value * 1_000, random.integer(1, HOUR), 'confirmed'),
      ];
    }
    if (kind !== 'interval' || draw > 0.3) return [delivery];
    const estimate = also(random.integer(0, 5_000_000), random.integer(-HOUR, 3 * HOUR), 'estimate');
    return draw < 0.15 ? [estimate] : [delivery, estimate];
  });
}

const inOrder = (list: readonly Delivery[]) =>
  list
    .map((delivery, index) => ({ delivery, index }))
    .sort((a, b) => a.delivery.at - b.delivery.at || a.index - b.index)
    .map(({ delivery }) => delivery);

/** What validation let through, those that outrank others last. */
function countedOf(actor: ActorRun): SentReading[] {
  const counted = actor.raw.filter(({ verdict }) => countsWith(verdict));
  const isOurs = ({ verdict }: { readonly verdict: number }) => verdict === VERDICTS.estimate;
  return [...counted.filter(isOurs), ...counted.filter((row) => !isOurs(row))].map((row) => {
    const declared = directory.registerSets[row.sensor]![0]!;
    return {
      sensor: row.sensor,
      kind: row.key.kind,
      start: row.eventTime - row.key.intervalMs,
      lengthMs: row.key.intervalMs,
      value: row.value,
      limit: declared.maximumWatts && {
        maximumWatts: declared.maximumWatts,
        intervalMs: declared.intervalMs,
      },
      confirmed: row.verdict === VERDICTS.confirmed,
    } as SentReading;
  });
}

interface Trouble {
  readonly late?: boolean;
  /** Repeats and revisions while the actor still holds what they are of. */
  readonly soon?: boolean;
  readonly faults?: boolean;
  readonly hours?: number;
}

function run(seed: number, trouble: Trouble): ActorRun {
  const { late = false, faults = false, hours = 6 } = trouble;
  const random = seeded(seed);
  const sent = deliveries(random.fork('deliveries'), trouble);
  const list = inOrder(faults ? faulty(random.fork('faults'), sent) : sent);
  const doors = random.fork('doors');
  const actor = new ActorRun();
  actor.directory(directory);
  let next = 0;
  for (let now = FROM - HOUR; next < list.length; now += MINUTE) {
    actor.tick(now);
    const arrived: GivenReading[] = [];
    while (next < list.length && list[next]!.at <= now) arrived.push(list[next++]!.reading);
    // Doors' clocks differ, and what one sends may come behind what another took later.
    if (arrived.length > 0) actor.readings(arrived, now + doors.integer(-10 * MINUTE, 999));
    if (random.next() < 0.2) actor.capture();
    if (!late) continue;
    if (random.next() < 0.05) actor.checkpoint();
    if (random.next() < 0.05) actor.repair();
    if (random.next() < 0.02) actor.crash();
  }
  // Until every window has left the hot hours.
  for (let now = FROM + (hours + 6) * HOUR; now < FROM + (hours + 14) * HOUR; now += QUARTER) {
    actor.tick(now);
  }
  // And those that a clock that was ahead has opened behind the last reading of the others.
  if (faults) actor.control({ type: 'data.ended', tenant: 'demo', city: 'small' });
  actor.repair();
  return actor;
}

function expectRecount(actor: ActorRun): void {
  const sent = countedOf(actor);
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

/** All that rows say but their version, those of nothing left out. A repair knows nothing of what was revised before it. */
function rowsOf(actor: ActorRun) {
  const districts = [...actor.districtRows.values()]
    .filter(({ readingCount }) => readingCount > 0)
    .map(({ version: _, state: __, ...row }) => [`${row.resolution} ${row.windowStart}`, row] as const);
  const sensors = [...actor.sensorRows.values()]
    .filter(({ oldestIngestTime }) => oldestIngestTime > 0)
    .map(
      ({ start, sensorNumber, energyMilliwattHours, readingCount, quality, residential, ...more }) =>
        [
          `${sensorNumber} ${start}`,
          [
            energyMilliwattHours,
            readingCount,
            quality,
            residential,
            more.deliveryPoints,
            more.oldestIngestTime,
          ],
        ] as const,
    );
  return {
    districts: Object.fromEntries(districts),
    sensors: Object.fromEntries(sensors),
  };
}

test('a clean pass gives what a recount gives, without any repair', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const clean = run(seed, {});
      expect(clean.district('alpha').marks.cold.size).toBe(0);
      expectRecount(clean);
    }),
    { numRuns: 5 },
  );
});

test('late, doubled and revised readings, restarts of registers and crashes give what a recount gives', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expectRecount(run(seed, { late: true }));
    }),
    { numRuns: 25 },
  );
});

test('faulty readings, confirmed ones and estimates among them give what a recount of those let through gives', () => {
  const stopped = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const actor = run(seed, { late: true, faults: true, hours: 32 });
      for (const { verdict } of actor.raw) stopped.add(verdictName(verdict));
      expectRecount(actor);
    }),
    // The named ones found something: an estimate beside a reading that overlaps it but is another interval.
    { numRuns: 4, examples: [[499112285]] },
  );
  const certain = ['accepted', 'after-gap', 'confirmed', 'duplicate', 'estimate', 'negative', 'unit-mistake'];
  expect([...stopped]).toEqual(expect.arrayContaining(certain));
});

test('a rebuild of all hours writes of each window what the actor and the repairs before it wrote', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const actor = run(seed, { soon: true });
      const before = rowsOf(actor);
      const [from, to] = [FROM - HOUR, FROM + 40 * HOUR];
      actor.control({ type: 'rebuild', tenant: 'demo', city: 'small', district: 'alpha', from, to });
      actor.repair();
      expect(rowsOf(actor)).toEqual(before);
    }),
    { numRuns: 10 },
  );
});
