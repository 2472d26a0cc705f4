import { setTimeout as delay } from 'node:timers/promises';
import { cityInputSubject, controlSubject, framesSubject } from '@citywatt/reading-stream/subjects';
import { jetstream } from '@nats-io/jetstream';
import { partitionsOf } from './load/city.ts';
import { watchDeadLetters } from './suite/dead-letters.ts';
import type { Fault } from './suite/fault.ts';

const FRAME_MAGIC = 'CWF1';

export const fault: Fault = {
  name: 'poison-messages',
  what: 'messages that nobody can read stand among the frames of the same partitions',
  short: { readings: 6_000, times: 10, seconds: 0 },
  long: { readings: 150_000, times: 200, seconds: 0 },
  async run(run) {
    const { random, bed } = run;
    const stream = jetstream(bed.connection);
    const deadLetters = await watchDeadLetters(bed);
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      const partition = random.pick(partitionsOf(run.city));
      const subject = random.pick([framesSubject, controlSubject, cityInputSubject])(partition);
      await stream.publish(subject, poison());
      run.strikes++;
      await delay(random.integer(0, 100));
    }
    await run.timeRecovery();
    await deadLetters.untilListed(run.strikes);

    function poison(): Uint8Array {
      const noise = Uint8Array.from({ length: random.integer(0, 2_000) }, () => random.integer(0, 255));
      return random.pick([
        noise,
        Buffer.concat([Buffer.from(FRAME_MAGIC), noise]),
        Buffer.from('{"type":"directory.changed"}'),
        Buffer.from('[1,2'),
        new Uint8Array(0),
      ]);
    }
  },
};
