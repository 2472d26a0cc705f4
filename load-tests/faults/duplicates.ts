import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './suite/fault.ts';

const TIMES = 5;

export const fault: Fault = {
  name: 'duplicates',
  what: 'every request is sent five times, and the processor is killed meanwhile',
  short: { readings: 6_000, times: 1, seconds: 2 },
  long: { readings: 200_000, times: 10, seconds: 3 },
  async run(run) {
    run.startLoad(TIMES);
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      await delay(run.random.next() * run.size.seconds * 1_000);
      await run.kill(run.random.pick(run.bed.processors));
    }
  },
};
