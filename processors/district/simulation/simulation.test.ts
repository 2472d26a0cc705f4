import { afterEach, expect, test, vi } from 'vitest';
import { RealWorldReached, takeReached } from './real-world-guard.ts';
import { simulate } from './simulate.ts';
import { VirtualTime } from './virtual-time.ts';

// Whole histories of a city: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

afterEach(() => {
  takeReached();
});

test('the same seed is the same run, event by event and row by row', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const first = await simulate({ seed, keepTrace: true });
    const again = await simulate({ seed, keepTrace: true });
    expect(again.lines).toEqual(first.lines);
    expect(again.hash).toBe(first.hash);
  }
});

test('another seed is another run', async () => {
  const hashes = new Set<string>();
  for (let seed = 1; seed <= 5; seed++) hashes.add((await simulate({ seed })).hash);
  expect(hashes.size).toBe(5);
});

test('whatever reaches for the real clock, a real timer or chance is caught, also behind a promise', async () => {
  const reaches: readonly (readonly [string, () => unknown])[] = [
    ['Date.now', () => Date.now()],
    ['Date.now', () => new Date()],
    ['performance.now', () => performance.now()],
    ['Math.random', () => Math.random()],
    ['setTimeout', () => setTimeout(() => {}, 0)],
    ['node:timers/promises setTimeout', async () => (await import('node:timers/promises')).setTimeout(0)],
  ];
  for (const [name, reach] of reaches) {
    const time = new VirtualTime();
    let over = false;
    time.after(1, undefined, () => {
      void Promise.resolve()
        .then(reach)
        .catch(() => {})
        .then(() => {
          over = true;
        });
    });
    time.after(2, undefined, () => {});
    expect(await time.run(10, () => over)).toBe(true);
    expect(takeReached()?.message).toBe(
      new RealWorldReached(`${name} was called inside the simulation`).message,
    );
  }
  expect(Date.now()).toBeGreaterThan(0);
});

test('a process that died does none of its events, one that stands still does them later and in order', async () => {
  const time = new VirtualTime();
  const done: string[] = [];
  const dead = { alive: false, stoppedUntil: 0 };
  const stopped = { alive: true, stoppedUntil: 50 };
  time.after(10, dead, () => done.push('dead'));
  time.after(10, stopped, () => done.push(`first at ${time.now}`));
  time.after(20, stopped, () => done.push(`second at ${time.now}`));
  time.after(30, undefined, () => done.push(`other at ${time.now}`));
  await time.run(100, () => false);
  expect(done).toEqual(['other at 30', 'first at 50', 'second at 50']);
});
