import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './suite/fault.ts';

export const fault: Fault = {
  name: 'clickhouse-down',
  what: 'ClickHouse is away under load: for a minute in the long form',
  short: { readings: 6_000, times: 1, seconds: 6 },
  long: { readings: 300_000, times: 1, seconds: 60 },
  async run(run) {
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      run.kills++;
      await run.process('clickhouse').hold();
      await delay(run.size.seconds * 1_000);
      await run.process('clickhouse').release();
      await run.timeRecovery();
    }
  },
};
