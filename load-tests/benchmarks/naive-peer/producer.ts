import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { type Batch, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { CityOfMeters } from '../pipeline/city-of-meters.ts';
import {
  type MeterReading,
  type PeerProducerReport,
  type PeerProducerTask,
  peerSubject,
} from './messages.ts';

/** The most that the server takes in one atomic batch: an fsync each instead of one a message. */
const BATCH_MESSAGES = 1_000;
const BATCHES_IN_FLIGHT = 8;

const task = JSON.parse(process.argv[2]!) as PeerProducerTask;
const connection = await connect(natsAddress(task.natsUrl));
const stream = jetstream(connection);
const city = new CityOfMeters(task.city);
const startedAt = Date.now();
const startedCpu = process.cpuUsage();
let readings = 0;
let frameBytes = 0;

interface Message {
  readonly subject: string;
  readonly body: string;
}
let waiting: Message[] = [];
const inFlight = new Set<Promise<void>>();

for (let minute = 0; readings < task.readings; minute++) {
  for (const partition of city.partitions) {
    city.minute(partition, minute, {
      add(key, sensor, time, value) {
        const reading: MeterReading = {
          district: key.district,
          sensor: `${key.district}-${sensor}`,
          kind: key.kind === 'interval' ? 'interval' : 'cumulative',
          time: new Date(time).toISOString(),
          intervalMs: key.intervalMs,
          milliwattHours: value,
        };
        const body = JSON.stringify(reading);
        waiting.push({ subject: peerSubject(key.district), body });
        readings++;
        frameBytes += body.length;
      },
    });
    while (waiting.length >= BATCH_MESSAGES) await send(waiting.splice(0, BATCH_MESSAGES));
  }
  if (waiting.length > 0) await send(waiting);
  waiting = [];
  // Batches overtake one another: a sensor's next reading is only sent when the one before is in the stream.
  await Promise.all(inFlight);
}

const cpu = process.cpuUsage(startedCpu);
const report: PeerProducerReport = {
  startedAt,
  endedAt: Date.now(),
  readings,
  frameBytes,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  residentBytes: process.memoryUsage.rss(),
};
await connection.close();
process.send?.(report, () => process.disconnect());

/** Resolves when there is room for another. */
async function send(messages: readonly Message[]): Promise<void> {
  const sent = publishBatch(messages).finally(() => inFlight.delete(sent));
  inFlight.add(sent);
  if (inFlight.size >= BATCHES_IN_FLIGHT) await Promise.race(inFlight);
}

async function publishBatch(messages: readonly Message[]): Promise<void> {
  const [first, ...rest] = messages as [Message, ...Message[]];
  const last = rest.pop();
  if (!last) {
    await stream.publish(first.subject, first.body);
    return;
  }
  const batch: Batch = await stream.startBatch(first.subject, first.body);
  for (const { subject, body } of rest) batch.add(subject, body);
  await batch.commit(last.subject, last.body);
}
