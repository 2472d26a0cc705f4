import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connectMeasurementStore } from '@citywatt/measurement-store/connection';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { AckPolicy, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { startChild } from '../pipeline/child.ts';
import type { CityOptions } from '../pipeline/city-of-meters.ts';
import type { Contender } from './contender.ts';
import {
  PEER_CONSUMER,
  PEER_STREAM,
  PEER_SUBJECTS,
  type PeerConsumerTask,
  type PeerProducerReport,
  type PeerProducerTask,
} from './messages.ts';
import { countPeerReadings, createPeerTables, peerWindows } from './peer-store.ts';

const MOST_UNACKNOWLEDGED = 100_000;
const NANOSECONDS_A_MS = 1_000_000;

export async function openPeer(stores: OwnStores, city: CityOptions, ackWaitMs: number): Promise<Contender> {
  const measurements = connectMeasurementStore(stores.clickhouse);
  const { streams, consumers } = await jetstreamManager(await stores.connectNats());
  await streams.add({
    name: PEER_STREAM,
    subjects: [PEER_SUBJECTS],
    storage: StorageType.File,
    allow_atomic: true,
  });
  await consumers.add(PEER_STREAM, {
    durable_name: PEER_CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * NANOSECONDS_A_MS,
    max_ack_pending: MOST_UNACKNOWLEDGED,
  });
  await createPeerTables(measurements);
  return {
    // What was not acknowledged is delivered again first.
    patienceMs: 2 * ackWaitMs + 5_000,
    async start() {
      const task: PeerConsumerTask = { natsUrl: stores.natsUrl, clickhouse: stores.clickhouse };
      const child = fork(join(import.meta.dirname, 'consumer.ts'), [JSON.stringify(task)]);
      const exited = once(child, 'exit');
      const ready = await Promise.race([once(child, 'message'), exited.then(() => undefined)]);
      if (!ready) throw new Error('the consumer ended before it was ready');
      return {
        pid: child.pid!,
        async kill() {
          child.kill('SIGKILL');
          await exited;
        },
      };
    },
    produce(readings) {
      const task: PeerProducerTask = { natsUrl: stores.natsUrl, city, readings };
      return startChild<PeerProducerReport>('../naive-peer/producer.ts', task);
    },
    async end(sent) {
      const { state } = await streams.info(PEER_STREAM);
      // The client keeps it to itself when the server refuses a batch.
      if (state.messages !== sent) throw new Error(`the stream has ${state.messages} of ${sent} readings`);
    },
    storedReadings: () => countPeerReadings(measurements),
    storedWindows: (resolution) => peerWindows(measurements, resolution),
    close: () => measurements.close(),
  };
}
