import { setTimeout as delay } from 'node:timers/promises';
import { FrameWriter } from '@citywatt/reading-stream/frame';
import { framesSubject } from '@citywatt/reading-stream/subjects';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { CityOfMeters } from './city-of-meters.ts';
import { bareSubject, type ProducerReport, type ProducerTask } from './messages.ts';

/** Frames as the doors make them, from a process of its own: one in flight a partition, several districts in each. */
const task = JSON.parse(process.argv[2]!) as ProducerTask;
const subjectOf = task.to === 'readings' ? framesSubject : bareSubject;
const connection = await connect(natsAddress(task.natsUrl));
const stream = jetstream(connection);
const city = new CityOfMeters(task.city);
const frame = new FrameWriter();
const inFlight = new Map<number, Promise<unknown>>();
const startedAt = Date.now();
const startedCpu = process.cpuUsage();
let readings = 0;
let frames = 0;
let frameBytes = 0;

for (let minute = 0; readings < task.readings; minute++) {
  for (const partition of city.partitions) {
    await inFlight.get(partition);
    city.minute(partition, minute, frame);
    readings += frame.readings;
    const data = frame.take(Date.now());
    frames++;
    frameBytes += data.length;
    inFlight.set(partition, stream.publish(subjectOf(partition), data, { timeout: 30_000 }));
    if (task.rate !== undefined) {
      const ahead = (readings / task.rate) * 1_000 - (Date.now() - startedAt);
      if (ahead > 5) await delay(ahead);
    }
  }
}
await Promise.all(inFlight.values());
const cpu = process.cpuUsage(startedCpu);
const report: ProducerReport = {
  startedAt,
  endedAt: Date.now(),
  readings,
  frames,
  frameBytes,
  energyMilliwattHours: city.energyMilliwattHours,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  residentBytes: process.memoryUsage.rss(),
};
await connection.close();
process.send?.(report, () => process.disconnect());
