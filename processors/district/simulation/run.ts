import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RangeResult, SeedRange } from './seed-range.ts';
import { smallestTrouble } from './smallest-trouble.ts';

/** `npm run simulate -- --seeds N [--from S]`, or `-- --seed S` for one seed with its trace. */
const SEEDS_AT_ONCE = 25;
const SAY_EVERY_MS = 10_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' } },
});
if (values.seed !== undefined) await one(whole('--seed', values.seed));
else await many(whole('--from', values.from ?? '1'), whole('--seeds', values.seeds ?? '10000'));

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  say(`citywatt: ${name} takes a whole number, not "${text}"`);
  process.exit(2);
}

async function one(seed: number): Promise<void> {
  const { outcome, spared, same } = await smallestTrouble(seed, say);
  for (const line of outcome.lines) say(line);
  const what = outcome.violations.length === 0 ? 'good' : `bad: ${outcome.violations[0]}`;
  say(`\nseed ${seed} is ${what}`);
  say(`${outcome.events} events, ${outcome.readings} readings, hash ${outcome.hash}; ${same}`);
  if (spared > 0) say(`the trace is without the ${spared} faults that have no part in it`);
  process.exitCode = outcome.violations.length === 0 ? 0 : 1;
}

async function many(from: number, count: number): Promise<void> {
  const began = performance.now();
  const faults = new Map<string, number>();
  const happenings = new Map<string, number>();
  let bad = 0;
  const total = { seeds: 0, events: 0, readings: 0 };
  let next = from;
  const rate = () => (total.seeds / ((performance.now() - began) / 1_000)).toFixed(0);
  const timer = setInterval(() => {
    say(`${total.seeds} of ${count} seeds, ${rate()} seeds/s, ${bad} bad`);
  }, SAY_EVERY_MS);

  const worker = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(join(import.meta.dirname, 'seed-range.ts'));
      let current: SeedRange | undefined;
      const give = () => {
        const seeds = Math.min(SEEDS_AT_ONCE, from + count - next);
        current = seeds > 0 ? { from: next, seeds } : undefined;
        if (!current) return child.disconnect();
        next += seeds;
        child.send(current);
      };
      child.on('message', (result: RangeResult) => {
        total.seeds += current?.seeds ?? 0;
        total.events += result.events;
        total.readings += result.readings;
        for (const { seed, violation } of result.bad) say(`  ${seed}: ${violation}`);
        bad += result.bad.length;
        addTo(faults, result.faults);
        addTo(happenings, result.happenings);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`seeds ${current?.from} and on: the process ended with ${code}`));
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), count) }, worker));
  clearInterval(timer);

  sayCounts('faults', faults);
  sayCounts('beside them', happenings);
  say(`\n${total.seeds.toLocaleString('en')} seeds from ${from} on, ${rate()} seeds/s`);
  say(`${total.readings.toLocaleString('en')} readings, ${total.events.toLocaleString('en')} events`);
  say(`${bad} bad`);
  if (bad > 0) say('npm run simulate -- --seed <n> shows how one of them came about');
  process.exitCode = bad > 0 ? 1 : 0;
}

function addTo(counts: Map<string, number>, more: readonly (readonly [string, number])[]): void {
  for (const [name, times] of more) counts.set(name, (counts.get(name) ?? 0) + times);
}

function sayCounts(title: string, counts: ReadonlyMap<string, number>): void {
  say(`\n${title}`);
  for (const [name, times] of [...counts].sort(([, a], [, b]) => b - a)) {
    say(`  ${name.padEnd(24)} ${times.toLocaleString('en')}`);
  }
}
