import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './suite/fault.ts';

/** From its start on, so also while it does not listen yet. */
const WITHIN_MS = 1_000;

/** A door that counted its messages from 1 again would be told `duplicate` for new readings, and say 201. */
export const fault: Fault = {
  name: 'door-killed-after-its-start',
  what: 'the door is killed within a second of its start, again and again',
  short: { readings: 6_000, times: 4, seconds: 0 },
  long: { readings: 150_000, times: 60, seconds: 0 },
  async run(run) {
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      await run.kill('door');
      await delay(run.random.integer(0, WITHIN_MS));
    }
  },
};
