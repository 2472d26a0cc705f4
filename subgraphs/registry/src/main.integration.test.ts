import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { readDistricts } from '@citywatt/sensor-directory/directory-store';
import { requestProvision } from '@citywatt/sensor-directory/provision';
import { freePort } from '@citywatt/test-harness/free-port';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRequest, sampleSensor } from '../test/sample-request.ts';
import { connectRegistryStore, type RegistryStore } from './store/connection.ts';
import { waitingDistricts } from './store/outbox.ts';

const DEADLINE = { timeout: 20_000, interval: 100 };
let own: OwnStores;
let store: RegistryStore;
const children: ChildProcess[] = [];

beforeAll(async () => {
  own = await openTestStores();
  store = connectRegistryStore(own.postgresUrl, () => {});
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await store.destroy();
  await own.close();
});

async function startProcess(environment: Record<string, string> = {}) {
  const metricsPort = await freePort();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      // It ends with the test run, however that ends.
      CITYWATT_SUPERVISED: 'on',
      CITYWATT_SUBGRAPH_PORT: '0',
      CITYWATT_METRICS_PORT: String(metricsPort),
      CITYWATT_NATS_URL: own.natsUrl,
      CITYWATT_POSTGRES_URL: own.postgresUrl,
      CITYWATT_PRINCIPAL_SECRET: own.principalSecret,
      CITYWATT_REGISTRY_SEED: 'none',
      CITYWATT_LOG_LEVEL: 'fatal',
      ...environment,
    },
  });
  child.stdin.on('error', () => {});
  children.push(child);
  const readyz = async () => {
    try {
      return await (await fetch(`http://127.0.0.1:${metricsPort}/readyz`)).text();
    } catch {
      return 'not listening';
    }
  };
  return { child, readyz };
}

test('what was provisioned before a kill -9 is published by the next process', async () => {
  const connection = await own.connectNats();
  const first = await startProcess();
  await expect.poll(first.readyz, DEADLINE).toContain('there is no stream READINGS yet');
  // Nobody answers it: the process is killed first.
  const unanswered = requestProvision(connection, sampleRequest([sampleSensor('survivor')]), 5_000).then(
    () => 'answered',
    () => 'unanswered',
  );
  await expect.poll(() => waitingDistricts(store), DEADLINE).toHaveLength(1);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await ensureStreams(connection, { readingsMaxBytes: 10_000_000, generation: async () => 1 });

  const second = await startProcess();
  await expect.poll(second.readyz, DEADLINE).toContain('"ready":true');
  const [held] = await readDistricts(connection);
  expect(held?.sensors.map((sensor) => sensor.name)).toEqual(['survivor']);
  expect(await waitingDistricts(store)).toEqual([]);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
  expect(await unanswered).toBe('unanswered');
});
