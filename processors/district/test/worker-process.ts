import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PARTITION_COUNT } from '@citywatt/reading-stream/partition';
import {
  openWorkerReports,
  type WorkerReport,
  workerReportSchema,
} from '@citywatt/reading-stream/worker-report';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { freePorts } from '@citywatt/test-harness/free-port';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import type { NatsConnection } from '@nats-io/nats-core';
import { expect } from 'vitest';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const CONDITION = { timeout: 40_000, interval: 50 };

/** A processor as a process of its own, so that it can be killed and stopped. */
export interface WorkerProcess {
  readonly name: string;
  /** Its share of the partitions is live. */
  ready(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and resolves when the process has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export async function startWorker(stores: OwnStores, name: string): Promise<WorkerProcess> {
  const [port] = await freePorts(1);
  const { url, user, password, database } = stores.clickhouse;
  const child: ChildProcess = spawn(process.execPath, [MAIN], {
    env: {
      ...processEnvironment(),
      CITYWATT_NATS_URL: stores.natsUrl,
      CITYWATT_CLICKHOUSE_URL: url,
      CITYWATT_CLICKHOUSE_USER: user,
      CITYWATT_CLICKHOUSE_PASSWORD: password,
      CITYWATT_CLICKHOUSE_DATABASE: database,
      CITYWATT_READINGS_MAX_BYTES: '64000000',
      CITYWATT_METRICS_PORT: String(port),
      CITYWATT_WORKER_NAME: name,
      CITYWATT_LOG_LEVEL: 'error',
      // It ends with the test run, however that ends.
      CITYWATT_SUPERVISED: 'on',
    },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin?.on('error', () => {});
  const unready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    return answer?.ok ? '' : ((await answer?.text()) ?? 'no answer');
  };
  return {
    name,
    ready: () => expect.poll(unready, CONDITION).toBe(''),
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      // A stopped process answers no other signal than this one.
      if (signal === 'SIGKILL') child.kill('SIGCONT');
      await once(child, 'exit');
    },
  };
}

export async function reportsOf(connection: NatsConnection): Promise<readonly WorkerReport[]> {
  const bucket = await openWorkerReports(connection);
  const reports: WorkerReport[] = [];
  for await (const key of await bucket.keys()) {
    const entry = await bucket.get(key);
    if (entry?.operation === 'PUT') reports.push(workerReportSchema.parse(entry.json()));
  }
  return reports;
}

/** Name of the owner by partition, as the workers report it: of two the one with the higher epoch. */
export async function ownersOf(connection: NatsConnection): Promise<ReadonlyMap<number, string>> {
  const owners = new Map<number, { readonly name: string; readonly epoch: number }>();
  for (const { name, partitions } of await reportsOf(connection)) {
    for (const { partition, epoch } of partitions) {
      if (epoch > (owners.get(partition)?.epoch ?? 0)) owners.set(partition, { name, epoch });
    }
  }
  return new Map([...owners].map(([partition, { name }]) => [partition, name]));
}

/** Resolves when these workers own all partitions, and how many each. */
export async function expectShares(connection: NatsConnection, shares: Readonly<Record<string, number>>) {
  const now = async () => {
    const found: Record<string, number> = {};
    for (const name of (await ownersOf(connection)).values()) found[name] = (found[name] ?? 0) + 1;
    return found;
  };
  await expect.poll(now, CONDITION).toEqual(shares);
  expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBe(PARTITION_COUNT);
}
