import type { Fault } from './suite/fault.ts';
import { killAgainAndAgain } from './suite/kill-again-and-again.ts';

export const fault: Fault = {
  name: 'kill-9-of-the-door',
  what: 'the door is killed every few seconds, with requests half taken',
  short: { readings: 10_000, times: 3, seconds: 0 },
  long: { readings: 1_500_000, times: 110, seconds: 0 },
  run: (run) => killAgainAndAgain(run, ['door']),
};
