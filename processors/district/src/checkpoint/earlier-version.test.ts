import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { createLogger } from '@citywatt/service-runtime/logger';
import { expect, test } from 'vitest';
import { districtOf, HOUR, MINUTE, QUARTER, register } from '../../test/small-city.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { ReadingStream, RowStore } from '../ports.ts';
import { restorePartition } from '../worker/restore.ts';
import type { CheckpointStore, StoredState } from './checkpoint-store.ts';
import { STATE_VERSION } from './partition-codec.ts';

const FIXTURE = new URL('../../test/fixtures/checkpoint-of-version-1.json.gz', import.meta.url);
const T0 = Date.parse('2026-01-05T10:00:00Z');

interface Written extends Omit<StoredState, 'parts'> {
  readonly parts: readonly string[];
}

/** A checkpoint as the code of version 1 wrote it, two hours of three sensors. */
function written(): StoredState {
  const { parts, ...rest } = JSON.parse(gunzipSync(readFileSync(FIXTURE)).toString('utf8')) as Written;
  return { ...rest, parts: parts.map((part) => new Uint8Array(Buffer.from(part, 'base64'))) };
}

test('a checkpoint of version 1 is not restored: its hours are made anew from raw readings', async () => {
  const registers = [
    register('interval', QUARTER),
    register('cumulative', QUARTER),
    register('gauge', 5 * MINUTE),
  ];
  const directory = districtOf(registers, { timeZone: 'Europe/Lisbon' });
  const stored = written();
  expect([stored.stateVersion, STATE_VERSION]).toEqual([1, 2]);
  const span = { from: T0 - QUARTER, to: T0 + 2 * HOUR };
  const { state, checkpointed } = await restorePartition(
    {
      clock: systemClock,
      checkpoints: {
        takeOver: async () => ({ epoch: 2, stored, write: async () => {} }),
      } as Partial<CheckpointStore> as CheckpointStore,
      readings: { subjects: async () => [] } as Partial<ReadingStream> as ReadingStream,
      rows: { spanOfReadings: async () => span } as Partial<RowStore> as RowStore,
      readDirectory: async () => [directory],
      generation: stored.generation,
      longestGapMs: 89 * 24 * HOUR,
      logger: createLogger('test', 'silent'),
    },
    partitionOf(directory),
  );
  expect(checkpointed).toBe(0);
  const [district] = [...state.districts.values()];
  expect([...district!.marks.cold.keys()]).toEqual([T0 - HOUR, T0, T0 + HOUR]);
  expect(district!.hotFrom).toBeGreaterThanOrEqual(span.to);
  expect([...district!.sensors.ringCount.subarray(0, 3)]).toEqual([0, 0, 0]);
});
