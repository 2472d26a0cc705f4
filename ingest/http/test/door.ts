import { mintApiKey } from '@citywatt/access-policy/api-keys';
import type { Scope } from '@citywatt/access-policy/principal';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { putDistrict } from '@citywatt/sensor-directory/directory-store';
import { createLogger } from '@citywatt/service-runtime/logger';
import type { NatsConnection } from '@nats-io/nats-core';
import { vi } from 'vitest';
import { type DoorConfig, readConfig } from '../src/environment.ts';
import { start } from '../src/start.ts';
import { baixa } from './baixa.ts';

export interface TestDoor extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  mint(scopes: readonly Scope[], tenant?: string): Promise<string>;
  /** POST /ingest; JSON unless the headers say otherwise. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  untilReady(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestDoorOptions {
  readonly natsUrl: string;
  /** For the test's own doings. */
  readonly connection: NatsConnection;
  readonly readingsMaxBytes?: number;
  readonly config?: Partial<DoorConfig>;
}

/** The real door over streams, a district and a key. */
export async function startTestDoor(options: TestDoorOptions): Promise<TestDoor> {
  const { connection, natsUrl } = options;
  await ensureStreams(connection, {
    readingsMaxBytes: options.readingsMaxBytes ?? 64_000_000,
    generation: async () => 1,
  });
  await putDistrict(connection, baixa());
  const mint = (scopes: readonly Scope[], tenant = 'demo') =>
    mintApiKey(connection, { tenant, scopes, name: 'test' });
  const key = await mint(['ingest']);
  const config = {
    ...readConfig({ CITYWATT_NATS_URL: natsUrl, CITYWATT_HTTP_DOOR_PORT: '0' }),
    ...options.config,
  };
  const running = await start(config, createLogger('door-http', 'fatal'));
  const url = `http://127.0.0.1:${running.port}`;
  const door: TestDoor = {
    url,
    key,
    mint,
    post: (body, headers = {}) =>
      fetch(`${url}/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
      }),
    async untilReady() {
      const ready = async () => {
        const answer = await fetch(`${url}/readyz`);
        if (answer.status !== 200) throw new Error(await answer.text());
      };
      await vi.waitFor(ready, { timeout: 20_000, interval: 50 });
    },
    stop: () => running.stop(),
    [Symbol.asyncDispose]: () => running.stop(),
  };
  await door.untilReady();
  return door;
}

/** Ends of minutes before now, newest first, as epoch seconds. */
export const minutesAgo = (minutes: number) => Math.floor(Date.now() / 60_000) * 60 - minutes * 60;

export const pointReading = (minutes = 1, energy: unknown = 0.02) => ({
  timestamp: minutesAgo(minutes),
  geographic_coordinate: { latitude: 38.72, longitude: -9.14 },
  energy_usage: energy,
});
