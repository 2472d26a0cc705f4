import { setTimeout as delay } from 'node:timers/promises';
import { LATE_STREAM } from '@citywatt/reading-stream/subjects';
import { jetstreamManager } from '@nats-io/jetstream';
import { openRawRetention } from './bed/raw-retention.ts';
import { QUARTER_HOUR_MS } from './load/city.ts';
import { DATA_FROM, type SentReading } from './load/readings.ts';
import { type Fault, NotRecovered } from './suite/fault.ts';

const LISTED_WITHIN_MS = 60_000;
const POLL_MS = 200;

/** Windows whose raw readings are gone cannot be made anew: a revision of them would lose all the others. */
export const fault: Fault = {
  name: 'revision-after-raw-ttl',
  what: 'raw readings have expired when a revision of them comes: it is listed in LATE, and no window changes',
  short: { readings: 10_000, times: 3, seconds: 0 },
  long: { readings: 150_000, times: 50, seconds: 0 },
  // Minutes expire with the raw readings.
  valuesMayFall: true,
  rawExpires: true,
  async run(run) {
    const { streams } = await jetstreamManager(run.bed.connection);
    const late = async () => (await streams.info(LATE_STREAM)).state.messages;
    run.startLoad();
    await run.settled();
    const retention = openRawRetention(run.bed.clickhouse, run.city.city);
    try {
      await retention.passes();
    } finally {
      await retention.close();
    }
    const before = await late();
    const intervals = run.city.sensors.filter(({ kind }) => kind === 'interval');
    const revisions: SentReading[] = Array.from({ length: run.size.times }, (_, number) => ({
      sensor: intervals[number % intervals.length]!,
      at: DATA_FROM + QUARTER_HOUR_MS,
      value: 1_000_000 + number,
    }));
    run.strikes += revisions.length;
    await run.sendUncounted(revisions);
    for (const deadline = performance.now() + LISTED_WITHIN_MS; (await late()) === before; ) {
      if (performance.now() > deadline) throw new NotRecovered('no revision is listed in LATE');
      await delay(POLL_MS);
    }
  },
};
