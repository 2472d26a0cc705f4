import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './suite/fault.ts';

/** Each answer comes so much later than it was given. */
const ANSWER_DELAY_MS = 2_000;

export const fault: Fault = {
  name: 'clickhouse-slow',
  what: 'every answer of ClickHouse comes two seconds late',
  short: { readings: 6_000, times: 1, seconds: 6 },
  long: { readings: 200_000, times: 1, seconds: 60 },
  async run(run) {
    run.startLoad();
    await run.underWay();
    run.strikes++;
    run.bed.clickhouseProxy.slowDown(ANSWER_DELAY_MS);
    await delay(run.size.seconds * 1_000);
    run.bed.clickhouseProxy.handOnAll();
    await run.timeRecovery();
  },
};
