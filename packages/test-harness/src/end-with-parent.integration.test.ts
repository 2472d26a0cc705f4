import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { identityOf, stillLives } from '@citywatt/embedded-stack/process-identity';
import { expect, test } from 'vitest';

/** Starts stores, says where and which, and waits for its end. */
const PARENT = `
  const { startTestStack } = await import(${JSON.stringify(new URL('./test-stack.ts', import.meta.url).href)});
  const { dataFolder, stack } = await startTestStack();
  console.log(JSON.stringify({ dataFolder, pids: stack.children.map(({ pid }) => pid) }));
  process.stdin.resume();
`;

test('stores end with whoever started them, also by SIGKILL', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let dataFolder: string | undefined;
  try {
    const [line] = await Array.fromAsync(takeOne(createInterface({ input: parent.stdout })));
    const started = JSON.parse(line!) as { dataFolder: string; pids: number[] };
    dataFolder = started.dataFolder;
    const stores = started.pids.map((pid) => identityOf(pid)!);
    expect(stores.map(stillLives)).toEqual([true, true, true]);
    parent.kill('SIGKILL');
    await expect
      .poll(() => stores.filter(stillLives).map(({ command }) => command), { timeout: 30_000, interval: 50 })
      .toEqual([]);
  } finally {
    parent.kill('SIGKILL');
    if (dataFolder) rmSync(dataFolder, { recursive: true, force: true });
  }
});

async function* takeOne<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of items) {
    yield item;
    return;
  }
}
