import { parseArgs } from 'node:util';
import { type Benchmark, type Figure, figure } from '../src/benchmark.ts';
import { runLive } from './pipeline/live-run.ts';
import { openPipelineStores } from './pipeline/pipeline-stores.ts';
import { cpuInAll, sustainedRate } from './pipeline/run-figures.ts';

export const about =
  'from a reading published to the live snapshot that holds it, at 100,000 and 1,000,000 readings/s';

const RATES = [100_000, 1_000_000];
const SHORT_RATES = [50_000];
const GOAL_MS = 400;

/** City-of-a-million, offered at each rate for `--seconds`; frames as a door gathers them in about 100 ms. */
export const run: Benchmark = async ({ short, args, say, testStack }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sensors: { type: 'string', default: short ? '100000' : '1000000' },
      seconds: { type: 'string', default: short ? '10' : '60' },
      seed: { type: 'string', default: '7' },
    },
  });
  const figures: Figure[] = [];
  for (const rate of short ? SHORT_RATES : RATES) {
    await using on = await openPipelineStores(await testStack());
    const named = `${rate.toLocaleString('en')} readings/s`;
    say(`${named} for ${values.seconds} s ...`);
    const live = await runLive(on, {
      city: { city: 'live', sensors: Number(values.sensors), seed: Number(values.seed) },
      readings: rate * Number(values.seconds),
      rate,
      workers: 1,
      latency: true,
    });
    await live.stop();
    const { p50, p99, greatest } = live.sent.latency!;
    figures.push(
      figure(`published to live at ${named}: p50`, p50, 'ms'),
      figure(`published to live at ${named}: p99`, p99, 'ms', { goal: GOAL_MS }),
      figure(`published to live at ${named}: greatest`, greatest, 'ms'),
      figure(`sustained at ${named}`, sustainedRate(live), 'readings/s', { baseline: rate }),
      figure(`CPU in all at ${named}`, cpuInAll(live), 'ns/reading'),
    );
  }
  return figures;
};
