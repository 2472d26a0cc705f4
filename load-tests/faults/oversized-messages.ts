import { framesSubject } from '@citywatt/reading-stream/subjects';
import { jetstream } from '@nats-io/jetstream';
import { partitionsOf } from './load/city.ts';
import { watchDeadLetters } from './suite/dead-letters.ts';
import { type Fault, FaultWithoutEffect } from './suite/fault.ts';

const MEBIBYTE = 2 ** 20;

export const fault: Fault = {
  name: 'oversized-messages',
  what: 'requests and messages that are far too large, up to the largest that NATS takes',
  short: { readings: 6_000, times: 2, seconds: 0 },
  long: { readings: 150_000, times: 20, seconds: 0 },
  async run(run) {
    const { random, bed } = run;
    const stream = jetstream(bed.connection);
    const deadLetters = await watchDeadLetters(bed);
    const largest = bed.connection.info!.max_payload - 1_024;
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      const partition = random.pick(partitionsOf(run.city));
      await stream.publish(framesSubject(partition), new Uint8Array(largest));
      run.strikes++;
      await refused('application/json', `[${'0,'.repeat(5 * MEBIBYTE)}0]`);
      await refused('application/x-ndjson', `{"sensor":"${'x'.repeat(5 * MEBIBYTE)}"}`);
    }
    await run.timeRecovery();
    await deadLetters.untilListed(run.strikes);

    async function refused(type: string, body: string) {
      const headers = { authorization: `Bearer ${bed.apiKey}`, 'content-type': type };
      const { status } = await fetch(`${bed.doorUrl}/ingest`, { method: 'POST', headers, body });
      if (status < 400 || status >= 500)
        throw new FaultWithoutEffect(`the door answers ${status} to ${body.length} bytes of ${type}`);
    }
  },
};
