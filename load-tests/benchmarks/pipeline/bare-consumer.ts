import { FrameCursor } from '@citywatt/reading-stream/frame';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { BARE_STREAM, BARE_SUBJECTS, type BareReport, type BareTask } from './messages.ts';

/** The least that any consumer of the stream must do: decode every reading, then forget it. */
const task = JSON.parse(process.argv[2]!) as BareTask;
const connection = await connect(natsAddress(task.natsUrl));
const consumer = await jetstream(connection).consumers.get(BARE_STREAM, {
  filter_subjects: [BARE_SUBJECTS],
  deliver_policy: DeliverPolicy.All,
});
const cursor = new FrameCursor();
const startedCpu = process.cpuUsage();
let startedAt = 0;
let readings = 0;
const messages = await consumer.consume({ max_bytes: 8 * 1_048_576 });
process.send?.('ready');
for await (const message of messages) {
  startedAt ||= Date.now();
  cursor.open(message.data);
  while (cursor.next()) readings += cursor.count;
  if (readings >= task.readings) break;
}
const cpu = process.cpuUsage(startedCpu);
const report: BareReport = {
  startedAt,
  endedAt: Date.now(),
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
};
await connection.close();
process.send?.(report, () => process.disconnect());
