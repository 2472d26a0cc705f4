import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { insertOrRefuse } from './refused-rows.ts';

const violated = () => new ClickHouseError({ message: 'violated', code: '469', type: 'VIOLATED_CONSTRAINT' });

/** A store that takes a stretch of rows unless one of them is bad. */
function storeWith(bad: ReadonlySet<number>) {
  const stored = new Set<number>();
  const insert = async (from: number, to: number) => {
    for (let row = from; row < to; row++) if (bad.has(row)) throw violated();
    for (let row = from; row < to; row++) stored.add(row);
  };
  return { stored, insert };
}

test('the rows at fault are found, and every other row is stored', async () => {
  const bad = new Set([0, 417, 418, 999]);
  const { stored, insert } = storeWith(bad);
  const refused = await insertOrRefuse(1_000, insert);
  expect(refused.map(({ row }) => row)).toEqual([...bad]);
  expect(refused[0]!.reason).toContain('violated');
  expect(stored.size).toBe(996);
});

test('an error that a repeat may cure is thrown, not searched for', async () => {
  let inserts = 0;
  const away = async () => {
    inserts++;
    throw new Error('connect ECONNREFUSED');
  };
  await expect(insertOrRefuse(1_000, away)).rejects.toThrow('ECONNREFUSED');
  expect(inserts).toBe(1);
});

test('when most of a block is refused it is no row that is at fault: nothing is given up', async () => {
  const { insert } = storeWith(new Set(Array.from({ length: 400 }, (_, row) => row)));
  await expect(insertOrRefuse(400, insert)).rejects.toThrow('violated');
});
