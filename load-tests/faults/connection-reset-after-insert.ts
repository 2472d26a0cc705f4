import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, FaultWithoutEffect } from './suite/fault.ts';

const SHARE = 0.3;

export const fault: Fault = {
  name: 'connection-reset-after-insert',
  what: 'the connection is reset after an insert was sent, before or after ClickHouse has made it',
  short: { readings: 8_000, times: 1, seconds: 5 },
  long: { readings: 200_000, times: 1, seconds: 60 },
  async run(run) {
    const { clickhouseProxy: proxy } = run.bed;
    run.startLoad();
    await run.underWay();
    const before = proxy.cuts;
    proxy.resetInserts(SHARE, run.random.fork('resets'));
    await delay(run.size.seconds * 1_000);
    proxy.handOnAll();
    run.strikes += proxy.cuts - before;
    if (run.strikes === 0) throw new FaultWithoutEffect('no connection was reset');
    await run.timeRecovery();
  },
};
