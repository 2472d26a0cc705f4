import type { LongWindows } from '@citywatt/measurement-store/long-windows';
import { createLogger } from '@citywatt/service-runtime/logger';
import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, HOUR, keyOf, MINUTE, QUARTER, register } from '../../test/small-city.ts';
import type { Outbox } from '../actor/outbox.ts';
import type { Clock, RowStore } from '../ports.ts';
import { startRepair } from './repair-loop.ts';

const FROM = Date.parse('2026-03-01T10:00:00Z');

/** Time passes only by sleeping; at each step the test may do something, and at `until` all ends. */
function virtualClock(until: number, step: (now: number) => void) {
  const ended = new AbortController();
  let now = FROM;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    async sleep(ms) {
      now += ms;
      step(now);
      if (now >= until) ended.abort();
    },
    nextTurn: async () => {},
  };
  return { clock, signal: ended.signal };
}

/** An empty store that says what is asked of it. */
function emptyStore() {
  const read: { readonly from: number; readonly districts: readonly string[] }[] = [];
  const written: LongWindows[] = [];
  const rows = {
    async storedWindows({ districts }, from) {
      read.push({ from, districts });
      return new Map(districts.map((name) => [name, { sensorQuarters: [], minutes: [], quarters: [] }]));
    },
    currentReadings: async () => new Map(),
    neighbourReadings: async () => {
      throw new RangeError('intervals have no neighbours');
    },
    insertDistricts: async () => {},
    insertSensors: async () => {},
    async writeLongWindows(request) {
      written.push(request);
    },
  } satisfies Partial<RowStore>;
  return { rows: rows as Partial<RowStore> as RowStore, read, written };
}

const outbox = { late: () => {}, event: () => {}, cityWindow: () => {} } as Partial<Outbox> as Outbox;

async function repairing(run: ActorRun, until: number, step: (now: number) => void) {
  const { clock, signal } = virtualClock(until, step);
  const { rows, read, written } = emptyStore();
  const worker = {
    outbox,
    signal,
    atLiveEdge: true,
    get owned() {
      return [{ state: run.state, flushed: run.sequence + 1, lease: { holds: () => true } }];
    },
  };
  const logger = createLogger('test', 'warn');
  await startRepair({ worker, clock, rows, generation: 1, rawRetentionMs: 90 * 24 * HOUR, logger }).stop();
  return { read, written };
}

/** An hour of which one interval had another length than was declared: the actor left it. */
function withOpenColdHour() {
  const run = new ActorRun();
  run.directory(districtOf([register('interval', QUARTER)]));
  run.tick(FROM);
  run.readings([{ sensor: 0, key: keyOf('interval', QUARTER), eventTime: FROM + QUARTER, value: 5 }], FROM);
  run.control({
    type: 'rebuild',
    tenant: 'demo',
    city: 'small',
    district: 'alpha',
    from: FROM,
    to: FROM + HOUR,
  });
  return run;
}

test('a cold hour that is still open is made once a minute, however often something comes for it', async () => {
  const run = withOpenColdHour();
  const again = () => run.district('alpha').marks.cold.set(FROM, run.sequence);
  const { read, written } = await repairing(run, FROM + 10 * MINUTE, again);
  expect(read).toHaveLength(10);
  expect(new Set(read.map(({ from }) => from))).toEqual(new Set([FROM]));
  expect(written).toEqual([]);
});

test('hours that are due are written each second while years of cold hours are made', async () => {
  const run = withOpenColdHour();
  const district = run.district('alpha');
  district.marks.cold.clear();
  district.closedUntil = FROM;
  for (let hour = 1; hour <= 3 * 365 * 24; hour++) district.marks.cold.set(FROM - hour * HOUR, 1);
  let closed = 0;
  const { read, written } = await repairing(run, FROM + MINUTE, (now) => {
    district.closedUntil = Math.max(district.closedUntil, now + ++closed * HOUR);
    district.marks.hours.set(FROM + closed * HOUR, run.sequence);
  });
  expect(read.length).toBeGreaterThan(0);
  // The newest of the past first.
  expect(read.map(({ from }) => from)).toEqual(read.map(({ from }) => from).toSorted((a, b) => b - a));
  const hours = written.flatMap(({ resolution, windows }) => (resolution === 'hour' ? windows : []));
  for (let number = 1; number < closed; number++) {
    expect(hours.some(({ start }) => start === FROM + number * HOUR)).toBe(true);
  }
});
