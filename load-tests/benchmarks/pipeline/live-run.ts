import { setTimeout as delay } from 'node:timers/promises';
import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import type { TestStack } from '@citywatt/test-harness/test-stack';
import type { JetStreamClient } from '@nats-io/jetstream';
import { machineCpuSeconds, type WatchedUsage, watchProcesses } from '../../src/process-usage.ts';
import { untilArrived } from '../city-of-a-million/arrived.ts';
import { type CityOptions, endData, publishDirectories } from '../city-of-a-million/city.ts';
import type { ProducerReport, ProducerTask } from '../city-of-a-million/messages.ts';
import { type Child, startChild } from './child.ts';
import { forgetRaw } from './forget-raw.ts';
import { type Processor, startProcessor } from './processor.ts';

/** Everything that a run of the whole pipeline stands on; each run has stores of its own. */
export interface PipelineStores {
  readonly stack: TestStack;
  readonly stores: OwnStores;
  readonly stream: JetStreamClient;
  readonly measurements: MeasurementClient;
}

export interface LiveRunOptions {
  readonly city: CityOptions;
  readonly readings: number;
  /** Readings a second; absent: as fast as the stream takes them. */
  readonly rate: number | undefined;
  readonly workers: number;
  readonly latency?: boolean;
  /** Raw readings are made and sent, and the store forgets them. */
  readonly withoutRaw?: boolean;
  /** Where each worker leaves its CPU profile. */
  readonly profiles?: string;
}

export interface LiveRun {
  readonly sent: ProducerReport;
  /** When all of it had arrived; ms since 1970 UTC. */
  readonly arrivedAt: number;
  readonly usage: ReadonlyMap<string, WatchedUsage>;
  /** CPU seconds of anything on the machine meanwhile. */
  readonly machineCpuSeconds: number;
  readonly workers: readonly Processor[];
  /** Has what is still late sent; it goes the way of the repair path. */
  sendLate(): Promise<void>;
  stop(): Promise<void>;
}

export const PRODUCER = '../city-of-a-million/producer.ts';
const STREAM_LIMIT_MS = 30_000;

/** Workers and producer as processes of their own, from the first frame until the store has all of it. */
export async function runLive(on: PipelineStores, options: LiveRunOptions): Promise<LiveRun> {
  const { city, readings, rate, latency = false } = options;
  const workers: Processor[] = [];
  let producer: Child<ProducerReport> | undefined;
  const stop = async () => {
    producer?.kill();
    await Promise.all(workers.map((worker) => worker.stop()));
  };
  try {
    for (let worker = 0; worker < options.workers; worker++)
      workers.push(await startProcessor(on.stores, options.profiles));
    await untilStreamTakes(on.stream, city);
    if (options.withoutRaw) await forgetRaw(on.measurements);
    const task: ProducerTask = {
      natsUrl: on.stores.natsUrl,
      city,
      to: 'readings',
      readings,
      latency,
      ...(rate !== undefined && { rate }),
    };
    producer = startChild<ProducerReport>(PRODUCER, task);
    await producer.ready;
    const machineBefore = machineCpuSeconds();
    const watch = watchProcesses({
      nats: pidOf(on.stack, 'nats'),
      clickhouse: pidOf(on.stack, 'clickhouse'),
      producer: producer.pid,
      ...Object.fromEntries(workers.map(({ pid }, index) => [workerName(index, options.workers), pid])),
    });
    const sent = await producer.report;
    await endData(on.stream, city);
    const arrivedAt = await untilArrived(on.measurements, city, sent, { raw: !options.withoutRaw });
    const usage = watch.stop();
    const machine = machineCpuSeconds() - machineBefore;
    const sendLate = async () => {
      producer!.tell('send what is late');
      await producer!.ended;
    };
    return { sent, arrivedAt, usage, machineCpuSeconds: machine, workers, sendLate, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const workerName = (index: number, workers: number) =>
  workers === 1 ? 'processor' : `processor ${index + 1}`;
const pidOf = (stack: TestStack, name: string) =>
  stack.stack.children.find((child) => child.name === name)!.pid;

/** The processor makes the stream; until then nothing is taken. */
async function untilStreamTakes(stream: JetStreamClient, city: CityOptions): Promise<void> {
  const deadline = Date.now() + STREAM_LIMIT_MS;
  for (;;) {
    try {
      return await publishDirectories(stream, city);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}
