import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './suite/fault.ts';

export const fault: Fault = {
  name: 'nats-stopped-and-continued',
  what: 'nats-server gets SIGSTOP, and SIGCONT seconds later: it hangs without closing a connection',
  short: { readings: 6_000, times: 1, seconds: 5 },
  long: { readings: 150_000, times: 4, seconds: 8 },
  async run(run) {
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      run.strikes++;
      run.process('nats').signal('SIGSTOP');
      await delay(run.size.seconds * 1_000);
      run.process('nats').signal('SIGCONT');
      await run.timeRecovery();
    }
  },
};
