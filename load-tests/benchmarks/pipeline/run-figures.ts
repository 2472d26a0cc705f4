import { type Figure, figure } from '../../src/benchmark.ts';
import type { LiveRun } from './live-run.ts';

const MEGABYTE = 2 ** 20;
const THIRDS = ['first', 'middle', 'last'] as const;

export const rate = (readings: number, from: number, to: number) => (readings / (to - from)) * 1_000;

/** Readings a second until all of them had arrived. */
export const sustainedRate = ({ sent, arrivedAt }: LiveRun) => rate(sent.readings, sent.startedAt, arrivedAt);

/** CPU time of a process over the number of readings. */
const nanoseconds = (run: LiveRun, cpuSeconds: number) => (cpuSeconds / run.sent.readings) * 1e9;

/** The producer reports its own CPU: what it took until its first frame is not in it. */
function cpuOf(run: LiveRun): Map<string, number> {
  const used = new Map([...run.usage].map(([name, { cpuSeconds }]) => [name, cpuSeconds]));
  return used.set('producer', run.sent.cpuSeconds);
}

/** CPU nanoseconds a reading of all processes together. */
export const cpuInAll = (run: LiveRun) =>
  nanoseconds(
    run,
    [...cpuOf(run).values()].reduce((sum, cpuSeconds) => sum + cpuSeconds, 0),
  );

export function cpuFigures(run: LiveRun): Figure[] {
  const used = cpuOf(run);
  const whole = [...used.values()].reduce((sum, cpuSeconds) => sum + cpuSeconds, 0);
  const wall = (run.arrivedAt - run.sent.startedAt) / 1_000;
  return [
    figure('CPU in all', nanoseconds(run, whole), 'ns/reading'),
    ...[...used].map(([name, cpuSeconds]) =>
      figure(`${name}: CPU`, nanoseconds(run, cpuSeconds), 'ns/reading'),
    ),
    figure('CPU in all, of the time', whole / wall, 'cores'),
    // What others took meanwhile was not there for these: without it the rate says nothing.
    figure('CPU of other work on the machine', Math.max(run.machineCpuSeconds - whole, 0) / wall, 'cores'),
  ];
}

export function memoryFigures(run: LiveRun): Figure[] {
  return [...run.usage].flatMap(([name, { residentBytes, thirds }]) => [
    ...THIRDS.map((third, index) =>
      figure(`${name}: memory in the ${third} third`, thirds[index]! / MEGABYTE, 'MB'),
    ),
    figure(`${name}: greatest memory`, residentBytes / MEGABYTE, 'MB'),
  ]);
}
