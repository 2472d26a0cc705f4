import { expect, test } from 'vitest';
import { createLanes } from './lanes.ts';

interface Row {
  readonly district: string;
  readonly number: number;
}

const rows = Array.from({ length: 1_000 }, (_, number): Row => ({ district: `d${number % 7}`, number }));

test('each district’s rows arrive in order and all of them arrive, with a bounded number in hand', async () => {
  const arrived: Row[] = [];
  let inHand = 0;
  let most = 0;
  const lanes = createLanes<Row>(
    async (batch) => {
      await new Promise((resolve) => setImmediate(resolve));
      arrived.push(...batch);
      inHand -= batch.length;
    },
    { lanes: 3, batch: 10 },
  );
  for (const row of rows) {
    inHand++;
    most = Math.max(most, inHand);
    await lanes.add(row.district, row);
  }
  await lanes.drain();
  expect(arrived).toHaveLength(rows.length);
  for (let d = 0; d < 7; d++) {
    const numbers = arrived.filter(({ district }) => district === `d${d}`).map(({ number }) => number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
  expect(most).toBeLessThanOrEqual(3 * 2 * 10);
});

test('a failure is heard of at the next row or at the end', async () => {
  const lanes = createLanes<Row>(() => Promise.reject(new Error('refused')), { lanes: 1, batch: 10 });
  const adding = (async () => {
    for (const row of rows) await lanes.add(row.district, row);
    await lanes.drain();
  })();
  await expect(adding).rejects.toThrow('refused');
});
