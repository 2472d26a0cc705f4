import type { StoredWindow } from '@citywatt/measurement-store/stored-windows';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, QUARTER, register } from '../../test/small-city.ts';
import type { RowStore } from '../ports.ts';
import { PartitionState } from '../state/partition-state.ts';
import { rebuildPartition } from './rebuild.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z');
const directory = districtOf([register('interval', QUARTER)], { clock: 'data' });

const written = (run: ActorRun): StoredWindow[] =>
  [...run.districtRows.values()].map((row) => ({ ...row, start: row.windowStart }));

/** The store as the lost state left it, without what a checkpoint held. */
const storeOf = (run: ActorRun): RowStore =>
  ({
    spanOfReadings: async () => ({
      from: Math.min(...run.raw.map(({ eventTime }) => eventTime - QUARTER)),
      to: Math.max(...run.raw.map(({ eventTime }) => eventTime)),
    }),
    storedWindows: async ({ districts }, from, to) =>
      new Map(
        districts.map((district) => [
          district,
          {
            sensorQuarters: [],
            minutes: [],
            quarters: written(run).filter(
              ({ resolution, start }) => resolution === 'quarter-hour' && start >= from && start < to,
            ),
          },
        ]),
      ),
  }) as Partial<RowStore> as RowStore;

async function madeAnew(run: ActorRun) {
  run.capture();
  const state = new PartitionState(partitionOf(directory));
  const now = T0 + 9_000 * HOUR;
  await rebuildPartition(state, [directory], { rows: storeOf(run), now, oldestIngestKept: 0 });
  const [district] = state.districts.values();
  return district!;
}

function ranFor(readings: number): ActorRun {
  const run = new ActorRun();
  run.directory(directory);
  for (let at = 1; at <= readings; at++) {
    run.readings(
      [{ sensor: 0, key: keyOf('interval', QUARTER), eventTime: T0 + at * QUARTER, value: 1_000_000 }],
      T0,
    );
  }
  return run;
}

const ended = { type: 'data.ended', tenant: 'demo', city: 'small' } as const;

test('a state made anew knows that the data of its city have ended', async () => {
  const run = ranFor(9);
  run.control(ended);
  const district = await madeAnew(run);
  const lost = run.district('alpha');
  expect([lost.ended, district.ended]).toEqual([true, true]);
  expect(district.closedUntil).toBe(lost.closedUntil);
  expect([...district.openHours, ...district.openDays]).toEqual([]);
});

test('a state made anew of data that go on keeps open what their latest reading holds open', async () => {
  for (const run of [ranFor(9), ranFor(1)]) {
    const district = await madeAnew(run);
    expect(district.ended).toBe(false);
    expect(district.closedUntil).toBe(run.district('alpha').closedUntil);
  }
});

test('data that went on after their end are not taken for ended', async () => {
  const run = ranFor(4);
  run.control(ended);
  // Beyond the days that the end has closed.
  run.readings(
    [{ sensor: 0, key: keyOf('interval', QUARTER), eventTime: T0 + 72 * HOUR, value: 1_000_000 }],
    T0,
  );
  const district = await madeAnew(run);
  expect([run.district('alpha').ended, district.ended]).toEqual([false, false]);
});
