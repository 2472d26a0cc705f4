import type { Fault } from './suite/fault.ts';
import { killAgainAndAgain } from './suite/kill-again-and-again.ts';

export const fault: Fault = {
  name: 'kill-9-of-clickhouse',
  what: 'the process of ClickHouse is killed every few seconds',
  short: { readings: 10_000, times: 3, seconds: 0 },
  long: { readings: 1_500_000, times: 110, seconds: 0 },
  run: (run) => killAgainAndAgain(run, ['clickhouse']),
};
