import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import { natsAddress } from '@citywatt/service-runtime/nats-address';
import { type JsMsg, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type MeterReading, PEER_CONSUMER, PEER_STREAM, type PeerConsumerTask } from './messages.ts';
import { insertPeerRows, lastValues, type PeerRow } from './peer-store.ts';

/** The whole service: a batch of messages, their differences, one insert, and then each message is acknowledged. */
const BATCH_MESSAGES = 20_000;
const LONGEST_WAIT_MS = 1_000;

const task = JSON.parse(process.argv[2]!) as PeerConsumerTask;
const client = connectMeasurementStore(task.clickhouse);
const connection = await connect(natsAddress(task.natsUrl));
const consumer = await jetstream(connection).consumers.get(PEER_STREAM, PEER_CONSUMER);
const last = await lastValues(client);
process.send?.('ready');

let batch: JsMsg[] = [];
let flushed = Promise.resolve();
setInterval(() => void flush(), LONGEST_WAIT_MS);
const messages = await consumer.consume({ max_messages: 2 * BATCH_MESSAGES });
for await (const message of messages) {
  batch.push(message);
  if (batch.length >= BATCH_MESSAGES) await flush();
}

/** One after the other: what is inserted is acknowledged before more is. */
function flush(): Promise<void> {
  flushed = flushed.then(async () => {
    const taken = batch;
    batch = [];
    if (taken.length === 0) return;
    const rows = taken.map((message) => rowOf(message.json<MeterReading>()));
    await insertPeerRows(client, rows);
    for (const message of taken) message.ack();
  });
  return flushed;
}

function rowOf({ district, sensor, kind, time, intervalMs, milliwattHours: value }: MeterReading): PeerRow {
  const at = Date.parse(time);
  const row = { district, sensor, time, value };
  if (kind === 'interval') {
    return { ...row, energy: value, counted_at: new Date(at - intervalMs).toISOString() };
  }
  const before = last.get(sensor);
  // Delivered again, or behind a later one, whose difference holds its energy.
  if (before && at <= before.time) return { ...row, energy: 0, counted_at: time };
  last.set(sensor, { time: at, value });
  return { ...row, energy: before ? Math.max(value - before.value, 0) : 0, counted_at: time };
}
