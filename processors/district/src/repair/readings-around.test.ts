import type { CurrentReadings } from '@citywatt/measurement-store/repair';
import { ACTIVE_IMPORT_CUMULATIVE } from '@citywatt/reading-stream/reading';
import { expect, test } from 'vitest';
import { ActorRun } from '../../test/actor-run.ts';
import { districtOf, HOUR, MINUTE, QUARTER, register } from '../../test/small-city.ts';
import type { RowStore } from '../ports.ts';
import { readingsAround } from './readings-around.ts';

const FROM = Date.parse('2026-03-01T10:00:00Z');

const registerRead = (...starts: number[]): CurrentReadings => ({
  sensorNumber: starts.map(() => 0),
  register: starts.map(() => ACTIVE_IMPORT_CUMULATIVE),
  registerKind: starts.map(() => 0),
  intervalStart: starts,
  intervalMs: starts.map(() => 0),
  value: starts.map((start) => start / MINUTE),
  quality: starts.map(() => 0),
  verdict: starts.map(() => 0),
  distinctValues: starts.map(() => 1),
  oldestIngestTime: starts.map(() => FROM),
});

test('a register that was read at the very beginning comes with the reading before it, however far that is', async () => {
  const run = new ActorRun();
  run.directory(districtOf([register('cumulative', MINUTE)]));
  const district = run.district('alpha');
  const stored = [FROM - QUARTER, FROM, FROM + QUARTER];
  const rows = {
    async currentReadings(_scope, from, to) {
      return new Map([
        [district.district, registerRead(...stored.filter((start) => start >= from && start < to))],
      ]);
    },
    async neighbourReadings(_scope, _sensors, { earliest, from, to, latest }) {
      const before = stored.filter((start) => start >= earliest && start < from).slice(-1);
      const after = stored.filter((start) => start >= to && start < latest).slice(0, 1);
      return registerRead(...before, ...after);
    },
  } satisfies Partial<RowStore>;
  const found = await readingsAround({
    rows: rows as Partial<RowStore> as RowStore,
    districts: [district],
    from: FROM,
    to: FROM + HOUR,
    version: 1n,
    longestGapMs: 89 * 24 * HOUR,
  });
  expect(found.get(district)!.intervalStart).toEqual(Float64Array.from(stored));
});
