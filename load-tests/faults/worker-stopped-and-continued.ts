import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './suite/fault.ts';

/** Longer than any lease: by then its partitions have another owner, and what it still wants to write is refused. */
export const fault: Fault = {
  name: 'worker-stopped-and-continued',
  what: 'a processor gets SIGSTOP, loses its partitions to another one, gets SIGCONT and is fenced',
  short: { readings: 8_000, times: 1, seconds: 7 },
  long: { readings: 200_000, times: 8, seconds: 8 },
  async run(run) {
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      run.strikes++;
      const worker = run.process(run.random.pick(run.bed.processors));
      worker.signal('SIGSTOP');
      await delay(run.size.seconds * 1_000);
      worker.signal('SIGCONT');
      await run.timeRecovery();
    }
  },
};
