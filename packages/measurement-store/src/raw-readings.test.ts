import { expect, test } from 'vitest';
import { RawBlock, type RawSegment } from './raw-readings.ts';

const NOON = Date.parse('2026-03-31T12:00:00Z');
const MIDNIGHT = Date.parse('2026-04-01T00:00:00Z');
const VERSION = (3n << 48n) | 17n;
const SEGMENT: RawSegment = {
  tenant: 'demo',
  city: 'lisbon',
  district: '1000',
  register: '1-0:1.8.0',
  kind: 'cumulative',
  quality: 'measured',
  intervalMs: 0,
  ingestTime: NOON,
};

function blockOf(times: readonly number[], position = 5): RawBlock {
  const block = new RawBlock(times.length);
  const numbers = times.map((_, index) => 100 + index);
  const values = times.map((_, index) => Number.MAX_SAFE_INTEGER - index);
  block.append(
    SEGMENT,
    times.length,
    numbers,
    times,
    values,
    times.map(() => 0),
    VERSION,
    position,
  );
  return block;
}

/** How many rows the store gets for readings [from, to): the count stands behind that of the columns. */
const rowsOf = (block: RawBlock, from: number, to: number) => block.native(from, to).parts[1]![0];

test('every reading says what it was, wherever its run was cut', () => {
  const times = [NOON, NOON + 1, MIDNIGHT - 1, MIDNIGHT, NOON + 2, MIDNIGHT + 5, MIDNIGHT + 1];
  const block = blockOf(times);
  times.forEach((time, index) => {
    expect(block.row(index)).toMatchObject({
      ...SEGMENT,
      sensorNumber: 100 + index,
      intervalStart: time,
      value: Number.MAX_SAFE_INTEGER - index,
      verdict: 'accepted',
      version: VERSION,
      position: 5 + index,
    });
  });
});

test.each([
  { what: 'one day', times: [NOON + 9, NOON, MIDNIGHT - 1], rows: 1 },
  { what: 'both sides of midnight', times: [MIDNIGHT - 1, MIDNIGHT], rows: 2 },
  { what: 'days in turns', times: [NOON, MIDNIGHT, NOON, MIDNIGHT], rows: 4 },
  { what: 'before 1970', times: [-1, 0, 1], rows: 2 },
])('readings of $what are $rows rows', ({ times, rows }) => {
  expect(rowsOf(blockOf(times), 0, times.length)).toBe(rows);
});

test('a part of a block has the rows that it touches', () => {
  const block = blockOf([NOON, NOON, MIDNIGHT, MIDNIGHT, NOON]);
  expect(rowsOf(block, 1, 3)).toBe(2);
  expect(rowsOf(block, 3, 4)).toBe(1);
  expect(rowsOf(block, 0, 5)).toBe(3);
});

test('a cleared block is as new', () => {
  const block = blockOf([NOON, MIDNIGHT]);
  block.clear();
  block.append({ ...SEGMENT, district: '1100' }, 1, [7], [NOON], [9], [0], VERSION, 0);
  expect(block.rows).toBe(1);
  expect(block.row(0)).toMatchObject({ district: '1100', sensorNumber: 7, intervalStart: NOON, position: 0 });
  expect(rowsOf(block, 0, 1)).toBe(1);
});

test('more readings than there is room for are refused', () => {
  const block = new RawBlock(1);
  expect(() => block.append(SEGMENT, 2, [1, 2], [NOON, NOON], [1, 2], [0, 0], VERSION, 0)).toThrow(
    RangeError,
  );
});
