import { startTestStack, type TestStack } from '@citywatt/test-harness/test-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Benchmark, Figure } from '../src/benchmark.ts';

/** Of this file's own: costs of a store are those of its process. */
let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

async function measured(name: string, args: readonly string[]): Promise<ReadonlyMap<string, Figure>> {
  const { run } = (await import(`../benchmarks/${name}.ts`)) as { run: Benchmark };
  const figures = await run({ short: true, args, say: () => {}, testStack: async () => stack });
  return new Map(figures.map((figure) => [figure.name, figure]));
}

test.for([
  ['codec', ['--frames', '2'], ['decode', 'encode', 'gather and encode']],
  [
    'windows',
    ['--sensors', '5', '--minutes', '3'],
    ['apply', 'apply, and hand changed windows over each minute'],
  ],
  ['row-encoding', ['--sensors', '5'], ['raw readings: Native', 'sensor windows: Native beside RowBinary']],
  ['stream-to-arrays', ['--minutes', '2'], ['stream to typed arrays', 'stream to typed arrays: CPU']],
  ['flush', ['--sensors', '5'], ['rollups', 'raw readings']],
  ['checkpoint', ['--sensors', '5'], ['encode', 'write', 'write, a minute later', 'restore']],
] as const)('%s holds each figure against its ceiling', async ([name, args, held]) => {
  const figures = await measured(name, args);
  for (const figure of held) {
    expect([figure, figures.get(figure)]).toEqual([
      figure,
      expect.objectContaining({
        value: expect.any(Number),
        baseline: expect.any(Number),
        ratio: expect.any(Number),
      }),
    ]);
    expect(Number.isFinite(figures.get(figure)!.ratio) && figures.get(figure)!.value > 0).toBe(true);
  }
});

test('the peer is exact when nothing happens, and ours also when it is killed', async () => {
  const args = ['--readings', '20000', '--sensors', '10', '--kills', '1', '--ack-wait-ms', '2000'];
  const figures = await measured('naive-peer', args);
  const wrong = (name: string) => figures.get(name)?.value;
  expect(wrong('peer: windows wrong without a kill')).toBe(0);
  expect(wrong('ours: windows wrong without a kill')).toBe(0);
  expect(wrong('ours: windows wrong after the kills')).toBe(0);
  expect(figures.get('peer: CPU in all')?.ratio).toBeGreaterThan(0);
}, 300_000);

test('every gateway delivers, who resumes misses nothing, and who reads nothing is let go', async () => {
  const args = ['--subscribers', '10', '--measured-ms', '300', '--resuming', '40', '--slow-mib', '24'];
  const figures = await measured('gateway-subscriptions', [...args, '--without-hive']);
  for (const figure of [
    'same, 10: saturated, ours beside per subscriber',
    'same, 10: saturated, ours beside `ws` corked',
    'same, 10: 4 events/s, p99, ours beside `ws`',
    'distinct, 10: 4 events/s, delivered, ours beside per subscriber',
  ]) {
    expect([figure, figures.get(figure)?.ratio]).toEqual([figure, expect.any(Number)]);
    expect(figures.get(figure)!.value).toBeGreaterThan(0);
  }
  expect(figures.get('resume: gaps and doubles')?.value).toBe(0);
  expect(figures.get('slow clients: let go by ours')?.value).toBe(20);
}, 300_000);

test('the gateways answer the dashboard alike, with the cache off and on', async () => {
  const args = ['--rounds', '1', '--round-ms', '300', '--connections', '4', '--without-hive'];
  const figures = await measured('gateway-queries', args);
  for (const figure of ['cache off: ours beside plain', 'cache on: ours beside plain']) {
    expect([figure, figures.get(figure)?.ratio]).toEqual([figure, expect.any(Number)]);
  }
}, 300_000);
