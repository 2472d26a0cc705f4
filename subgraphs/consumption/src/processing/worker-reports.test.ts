import { PARTITION_COUNT } from '@citywatt/reading-stream/partition';
import type { WorkerReport } from '@citywatt/reading-stream/worker-report';
import { expect, test } from 'vitest';
import { ownersOf } from './worker-reports.ts';

const reportOf = (name: string, epochs: Readonly<Record<number, number>>): WorkerReport => ({
  name,
  lagMessages: 0,
  partitions: Object.entries(epochs).map(([partition, epoch]) => ({
    partition: Number(partition),
    epoch,
    position: 7,
    tick: 1,
    live: true,
    checkpointAgeMs: 10,
    repairMarks: 0,
  })),
});

test('every partition is told, and those of nobody as such', () => {
  const partitions = ownersOf([reportOf('a', { 1: 1, 3: 1 })]);
  expect(partitions).toHaveLength(PARTITION_COUNT);
  const owned = partitions.filter(({ owner }) => owner).map(({ partition }) => partition);
  expect(owned).toEqual([1, 3]);
});

test('of two owners the one with the higher epoch is the true one', () => {
  const [first] = ownersOf([reportOf('older', { 0: 4 }), reportOf('newer', { 0: 5 })]);
  expect(first!.owner!.worker).toBe('newer');
  const [again] = ownersOf([reportOf('newer', { 0: 5 }), reportOf('older', { 0: 4 })]);
  expect(again!.owner!.worker).toBe('newer');
});
