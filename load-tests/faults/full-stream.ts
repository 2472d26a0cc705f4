import { setTimeout as delay } from 'node:timers/promises';
import { READINGS_STREAM } from '@citywatt/reading-stream/subjects';
import { jetstreamManager } from '@nats-io/jetstream';
import { type Fault, FaultWithoutEffect } from './suite/fault.ts';

const MAX_BYTES = 1_000_000;
const POLL_MS = 200;

export const fault: Fault = {
  name: 'full-stream',
  what: 'the processors stand still until the stream is full and the door refuses; then it has to drain by itself',
  short: { readings: 6_000, times: 1, seconds: 0 },
  long: { readings: 150_000, times: 3, seconds: 0 },
  async run(run) {
    const { streams } = await jetstreamManager(run.bed.connection);
    const filled = async () => {
      const { state, config } = await streams.info(READINGS_STREAM);
      return state.bytes / config.max_bytes;
    };
    // Room for less than what is in it would refuse ticks and city inputs, and it could never be emptied.
    const bytes = async () => (await streams.info(READINGS_STREAM)).state.bytes;
    while ((await bytes()) > MAX_BYTES / 4) await delay(POLL_MS);
    await run.bed.restartProcessors({ CITYWATT_READINGS_MAX_BYTES: String(MAX_BYTES) });
    const load = run.startLoad();
    load.hurry();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      run.strikes++;
      const processors = run.bed.processors.map((name) => run.process(name));
      for (const processor of processors) processor.signal('SIGSTOP');
      const refusals = run.door.repeats;
      while ((await filled()) < 0.9 || run.door.repeats === refusals) await delay(POLL_MS);
      for (const processor of processors) processor.signal('SIGCONT');
      await run.timeRecovery();
    }
    if ((await filled()) > 0.9) throw new FaultWithoutEffect('the stream is still full');
    await run.bed.restartProcessors({});
  },
};
