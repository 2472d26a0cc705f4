import type { Fault } from './suite/fault.ts';
import { killAgainAndAgain } from './suite/kill-again-and-again.ts';

export const fault: Fault = {
  name: 'kill-9-of-anything',
  what: 'processors, door, NATS and ClickHouse are killed, whichever comes up',
  short: { readings: 10_000, times: 4, seconds: 0 },
  long: { readings: 1_500_000, times: 80, seconds: 0 },
  run: (run) => killAgainAndAgain(run, [...run.bed.processors, 'door', 'nats', 'clickhouse']),
};
