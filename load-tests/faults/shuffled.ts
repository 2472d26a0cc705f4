import { QUARTER_HOUR_MS } from './load/city.ts';
import { requestsOf, type SentReading } from './load/readings.ts';
import type { Fault } from './suite/fault.ts';
import type { FaultRun } from './suite/fault-run.ts';

const HOURS_MS = 48 * 3_600_000;
const REQUEST_READINGS = 400;

export const fault: Fault = {
  name: 'shuffled',
  what: '48 hours of readings come in any order, and the processor is killed meanwhile',
  short: { readings: 0, times: 1, seconds: 0 },
  long: { readings: 0, times: 5, seconds: 0 },
  valuesMayFall: true,
  async run(run) {
    const readings = run.random.shuffle(run.city.districts.flatMap((district) => twoDaysOf(run, district)));
    const requests = Math.ceil(readings.length / REQUEST_READINGS);
    const killEvery = Math.ceil(requests / (run.size.times + 1));
    for (let number = 0; number < requests; number++) {
      await run.send(readings.slice(number * REQUEST_READINGS, (number + 1) * REQUEST_READINGS));
      if (number % killEvery !== killEvery - 1) continue;
      run.kills++;
      await run.process(run.random.pick(run.bed.processors)).kill();
    }
  },
};

/** Of the registers those of full quarter hours. */
function twoDaysOf(run: FaultRun, district: string): SentReading[] {
  const found: SentReading[] = [];
  let from: number | undefined;
  for (const request of requestsOf(run.city, district, run.random.fork(district))) {
    from ??= request[0]!.at;
    if (request[0]!.at - from >= HOURS_MS) break;
    found.push(...request.filter(({ at }) => at % QUARTER_HOUR_MS === 0));
  }
  return found;
}
