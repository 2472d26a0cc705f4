import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@citywatt/test-harness/free-port';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { wholeEnvironment } from '../../src/environment.ts';

const MAIN = join(import.meta.dirname, '../../../processors/district/src/main.ts');
const START_LIMIT_MS = 60_000;

export interface Processor {
  readonly pid: number;
  /** Sum of a metric over its labels; 0 when it is not there yet. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the district processor as its own process; resolves when it answers, before it has caught up. */
export async function startProcessor(stores: OwnStores, profileFolder?: string): Promise<Processor> {
  const port = await freePort();
  const profiling = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const { url, user, password, database } = stores.clickhouse;
  const child = spawn(process.execPath, [...profiling, MAIN], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...wholeEnvironment,
      CITYWATT_NATS_URL: stores.natsUrl,
      CITYWATT_CLICKHOUSE_URL: url,
      CITYWATT_CLICKHOUSE_USER: user,
      CITYWATT_CLICKHOUSE_PASSWORD: password,
      CITYWATT_CLICKHOUSE_DATABASE: database,
      CITYWATT_METRICS_PORT: String(port),
      CITYWATT_LOG_LEVEL: 'warn',
    },
  });
  const address = `http://127.0.0.1:${port}/metrics`;
  const deadline = Date.now() + START_LIMIT_MS;
  while (
    !(await fetch(address).then(
      (answer) => answer.text(),
      () => '',
    ))
  ) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error('the district processor did not start');
    }
    await delay(20);
  }
  return {
    pid: child.pid ?? -1,
    async metric(name) {
      const text = await (await fetch(address)).text();
      return text
        .split('\n')
        .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
