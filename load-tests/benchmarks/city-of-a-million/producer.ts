import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { framesSubject } from '@citywatt/reading-stream/subjects';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { bareSubject } from '../pipeline/messages.ts';
import { DATA_FROM, readingsASecond } from './city.ts';
import { listenForLive } from './live-latency.ts';
import type { ProducerReport, ProducerTask } from './messages.ts';
import { type SentFrame, SentReadings } from './sent-readings.ts';

/**
 * Frames as doors make them, from a process of its own: one in flight a partition, several districts in each. When it has
 * reported it waits for a word, then sends what is still late, and ends.
 */
const task = JSON.parse(process.argv[2]!) as ProducerTask;
/** What a door gathers under load: 100 ms, and what comes in until the frame before is answered. */
const GATHER_MS = 150;
const STEPS_MS = [1_000, 2_000, 5_000, 10_000];
const LONGEST_STEP_MS = 10_000;
const MINUTE_MS = 60_000;
const AHEAD_MS = 5;
/** Then every snapshot of what was sent has come. */
const LAST_SNAPSHOT_MS = 1_000;

const subjectOf = task.to === 'readings' ? framesSubject : bareSubject;
const connection = await connect(natsAddress(task.natsUrl));
const stream = jetstream(connection);
const live = task.latency ? listenForLive(connection, task.city.city) : undefined;
const stepMs = stepOf(task.rate);
const city = new SentReadings(task.city, stepMs);
const inFlight = new Map<number, Promise<unknown>>();
process.send?.('ready');
const startedAt = Date.now();
const startedCpu = process.cpuUsage();
let readings = 0;
let frames = 0;
let frameBytes = 0;
let step = 0;

for (; readings < task.readings; step++) {
  for (const partition of city.partitions) {
    await inFlight.get(partition);
    inFlight.set(partition, publish(partition, city.step(partition, step)));
    const ahead = task.rate === undefined ? 0 : (readings / task.rate) * 1_000 - (Date.now() - startedAt);
    if (ahead > AHEAD_MS) await delay(ahead);
  }
}
await Promise.all(inFlight.values());
const endedAt = Date.now();
const cpu = process.cpuUsage(startedCpu);
if (live) await delay(LAST_SNAPSHOT_MS);
const report: ProducerReport = {
  startedAt,
  endedAt,
  readings,
  frames,
  frameBytes,
  energyMilliwattHours: city.energyMilliwattHours,
  lastMinute: DATA_FROM + Math.floor((step * stepMs) / MINUTE_MS - 1) * MINUTE_MS,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  residentBytes: process.memoryUsage.rss(),
  ...(live && { latency: live.result() }),
};
process.send?.(report);
await once(process, 'message');
await Promise.all(city.partitions.map((partition) => publish(partition, city.rest(partition))));
await connection.close();
process.disconnect();

async function publish(partition: number, sent: readonly SentFrame[]): Promise<void> {
  for (const frame of sent) {
    readings += frame.readings;
    frames++;
    frameBytes += frame.data.length;
    live?.sent(partition, frame.ingestTime, frame.readings);
    await stream.publish(subjectOf(partition), frame.data, { timeout: 30_000 });
  }
}

/** The step whose readings take about as long to come in at this rate as a door gathers. */
function stepOf(rate: number | undefined): number {
  if (rate === undefined) return LONGEST_STEP_MS;
  const dataMs = (GATHER_MS * rate) / readingsASecond(task.city);
  const distance = (ms: number) => Math.abs(Math.log(ms / dataMs));
  return STEPS_MS.reduce((best, ms) => (distance(ms) < distance(best) ? ms : best));
}
