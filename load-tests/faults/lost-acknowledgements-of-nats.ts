import type { Fault } from './suite/fault.ts';
import { loseAnswers } from './suite/lose-answers.ts';

export const fault: Fault = {
  name: 'lost-acknowledgements-of-nats',
  what: 'what door and processor publish goes through, the acknowledgements do not, and the connection breaks',
  short: { readings: 8_000, times: 4, seconds: 0 },
  long: { readings: 200_000, times: 60, seconds: 0 },
  run: (run) => loseAnswers(run, run.bed.natsProxy),
};
