import { openBucket } from '@citywatt/reading-stream/watched-bucket';
import type { Fault } from './suite/fault.ts';

/** Where the processor keeps its checkpoints' pointers. */
const BUCKET = 'checkpoints';

export const fault: Fault = {
  name: 'older-state-version',
  what: 'the checkpoints are of an older state version: the state is made anew from directory and raw readings',
  short: { readings: 8_000, times: 1, seconds: 0 },
  long: { readings: 150_000, times: 5, seconds: 0 },
  // A state made anew does not know that a city's data have ended: its last windows would stay open.
  alone: true,
  async run(run) {
    const bucket = await openBucket(run.bed.connection, BUCKET);
    const processors = run.bed.processors.map((name) => run.process(name));
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      run.strikes++;
      run.kills += processors.length;
      await Promise.all(processors.map((processor) => processor.hold()));
      for await (const key of await bucket.keys()) {
        const entry = await bucket.get(key);
        const pointer = entry?.json<{ readonly stateVersion: number }>();
        if (pointer)
          await bucket.put(key, JSON.stringify({ ...pointer, stateVersion: pointer.stateVersion - 1 }));
      }
      const recovered = run.timeRecovery();
      await Promise.all(processors.map((processor) => processor.release()));
      await recovered;
    }
  },
};
