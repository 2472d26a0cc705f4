import { parseArgs } from 'node:util';
import { type Benchmark, type Figure, figure } from '../src/benchmark.ts';
import { runLive } from './pipeline/live-run.ts';
import { openPipelineStores } from './pipeline/pipeline-stores.ts';
import { cpuInAll, sustainedRate } from './pipeline/run-figures.ts';

export const about =
  'what a reading costs in cities of 1,000 to 1,000,000 sensors, and with 1, 2 and 4 workers';

const SIZES = [
  { sensors: 1_000, workers: 1 },
  { sensors: 10_000, workers: 1 },
  { sensors: 100_000, workers: 1 },
  { sensors: 1_000_000, workers: 1 },
  { sensors: 1_000_000, workers: 2 },
  { sensors: 1_000_000, workers: 4 },
];
const SHORT_SIZES = [
  { sensors: 1_000, workers: 1 },
  { sensors: 10_000, workers: 2 },
];
/** A small city needs long for many readings: its frames are small, and each costs an fsync. */
const READINGS_A_SENSOR = 1_000;
const MOST_READINGS = 20_000_000;

/** City-of-a-million in smaller and larger, each as fast as the stream takes it, on stores of its own. */
export const run: Benchmark = async ({ short, args, say, testStack }) => {
  const { values } = parseArgs({ args: [...args], options: { seed: { type: 'string', default: '7' } } });
  const figures: Figure[] = [];
  for (const { sensors, workers } of short ? SHORT_SIZES : SIZES) {
    await using on = await openPipelineStores(await testStack());
    const named = `${sensors.toLocaleString('en')} sensors, ${workers} worker${workers === 1 ? '' : 's'}`;
    say(`${named} ...`);
    const readings = Math.min(sensors * (short ? READINGS_A_SENSOR / 10 : READINGS_A_SENSOR), MOST_READINGS);
    const city = { city: 'live', sensors, seed: Number(values.seed) };
    const live = await runLive(on, { city, readings, rate: undefined, workers });
    await live.stop();
    figures.push(
      figure(`${named}: CPU`, cpuInAll(live), 'ns/reading'),
      figure(`${named}: sustained`, sustainedRate(live), 'readings/s'),
      figure(`${named}: readings in a frame`, live.sent.readings / live.sent.frames, 'readings'),
    );
  }
  return figures;
};
