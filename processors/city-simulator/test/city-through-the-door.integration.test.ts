import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { mintApiKey } from '@citywatt/access-policy/api-keys';
import { decodeControl } from '@citywatt/reading-stream/control';
import { partitionOf } from '@citywatt/reading-stream/partition';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import { getHistoryFill } from '@citywatt/sensor-directory/history-fill';
import { requestProvision } from '@citywatt/sensor-directory/provision';
import { createLogger } from '@citywatt/service-runtime/logger';
import { freePorts } from '@citywatt/test-harness/free-port';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CityConfig } from '../src/environment.ts';
import { replay } from '../src/replay.ts';
import { start } from '../src/start.ts';
import { streamContent } from './frames.ts';
import { type ServiceProcess, startService } from './service-process.ts';

const LISBON_HOURS = fileURLToPath(
  new URL('../../../../shared/data/lisbon_districts/lisbon_cp4_hourly.csv.gz', import.meta.url),
);

const folders: string[] = [];
function write(name: string, lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'citywatt-replay-'));
  folders.push(folder);
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return join(folder, name);
}

let stores: OwnStores;
let connection: NatsConnection;
let door: ServiceProcess;
let registry: ServiceProcess;
let doorUrl: string;
let ingestKey: string;

beforeAll(async () => {
  stores = await openTestStores();
  connection = await stores.connectNats();
  await ensureStreams(connection, { readingsMaxBytes: 268_435_456, generation: async () => 1 });
  ingestKey = await mintApiKey(connection, { tenant: 'demo', scopes: ['ingest'], name: 'test' });
  const [port, registryPort] = await freePorts(2);
  registry = startService('subgraphs/registry/src/main.ts', {
    CITYWATT_NATS_URL: stores.natsUrl,
    CITYWATT_POSTGRES_URL: stores.postgresUrl,
    CITYWATT_PRINCIPAL_SECRET: stores.principalSecret,
    CITYWATT_SUBGRAPH_PORT: String(registryPort),
  });
  doorUrl = `http://127.0.0.1:${port}`;
  door = startService('ingest/http/src/main.ts', {
    CITYWATT_NATS_URL: stores.natsUrl,
    CITYWATT_HTTP_DOOR_PORT: String(port),
  });
});

afterAll(async () => {
  await door?.stop();
  await registry?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await stores?.close();
});

describe('replay', () => {
  test.skipIf(!existsSync(LISBON_HOURS))(
    'the measured hours of Lisbon are in the stream to the milliwatt-hour, and the end behind them',
    async () => {
      const report = await replay({
        file: LISBON_HOURS,
        city: 'measured',
        timeZone: 'Europe/Lisbon',
        columns: { eventTime: 'ts_utc', district: 'cp4', energyKwh: 'kwh' },
        intervalMs: 3_600_000,
        connection,
        door: { url: doorUrl, key: ingestKey },
      });
      expect(report).toMatchObject({ accepted: 72_144, rejected: 0, districts: 9, sensors: 9 });

      const [, ...rows] = gunzipSync(readFileSync(LISBON_HOURS)).toString('utf8').trim().split('\n');
      const expected = rows.map((row) => {
        const [time = '', district, kwh] = row.split(',');
        return `${district} ${Date.parse(time)} ${Math.round(Number(kwh) * 1e6)}`;
      });
      const { readings, controls } = await streamContent(connection);
      const measured = readings.filter(({ city }) => city === 'measured');
      const found = measured.map(({ district, start: from, value }) => `${district} ${from} ${value}`);
      expect(found.toSorted()).toEqual(expected.toSorted());

      const last = Math.max(...measured.map(({ sequence }) => sequence));
      const ended = controls.filter(({ text }) => decodeControl(bytesOf(text)).type === 'data.ended');
      const districts = [...new Set(measured.map(({ district }) => district)), ''];
      const partitions = districts.map((district) =>
        partitionOf({ tenant: 'demo', city: 'measured', district }),
      );
      expect(new Set(ended.map(({ partition }) => partition))).toEqual(new Set(partitions));
      expect(ended.every(({ sequence }) => sequence > last)).toBe(true);
    },
  );

  test('a file with other columns is refused by its header, before anything is sent', async () => {
    const file = write('other.csv', ['ts,cp4,kwh', '2024-03-01T00:00:00Z,1150,1']);
    await expect(
      replay({
        file,
        city: 'wrong',
        connection,
        door: { url: doorUrl, key: ingestKey },
      }),
    ).rejects.toMatchObject({ code: 'REPLAY_COLUMNS' });
  });
});

describe('replay of other files', () => {
  test('registers of many meters; what cannot be a reading is reported and the rest is taken', async () => {
    const file = write('meters.csv', [
      'district,sensor,eventTime,registerKwh',
      'North,m-1,2024-03-01T00:00:00Z,100',
      'North,m-2,2024-03-01T00:00:00+00:00,"200.5"',
      'South,m-3,1709251200,300',
      'North,m-1,2024-03-01T00:15:00Z,100.000001',
      'North,m-1,2024-03-01T00:30:00Z,many',
    ]);
    const report = await replay({ file, city: 'meters', connection, door: { url: doorUrl, key: ingestKey } });
    expect(report).toMatchObject({ accepted: 4, rejected: 1, districts: 2, sensors: 3 });
    expect([...report.rejectedByCode]).toEqual([['bad-value', 1]]);
    const { readings } = await streamContent(connection);
    const stands = readings
      .filter(({ city }) => city === 'meters')
      .map(({ kind, value }) => `${kind} ${value}`);
    expect(stands.toSorted()).toEqual(
      ['100000000', '100000001', '200500000', '300000000'].map((value) => `cumulative ${value}`),
    );
  });

  test('at a speed takes as long as its data say', async () => {
    const file = write('slow.csv', [
      'district,intervalStart,intervalEnd,energyKwh',
      ...[0, 1, 2].map((h) => `north,2024-03-01T0${h}:00:00Z,2024-03-01T0${h + 1}:00:00Z,1`),
    ]);
    const options = { file, city: 'slow', connection, door: { url: doorUrl, key: ingestKey }, speed: 7_200 };
    const report = await replay(options);
    expect(report.accepted).toBe(3);
    expect(report.tookMs).toBeGreaterThan(1_000);
  });

  test('a city that lives by the clock takes no replay', async () => {
    await requestProvision(
      connection,
      {
        tenant: 'demo',
        city: { city: 'alive', name: 'Alive', timeZone: 'UTC', clock: 'wall' },
        districts: [{ district: 'north', name: 'North', sensors: [] }],
      },
      10_000,
    );
    await expect(
      replay({ file: 'any.csv', city: 'alive', connection, door: { url: doorUrl, key: ingestKey } }),
    ).rejects.toMatchObject({ code: 'REPLAY_CITY' });
  });

  test('as a program: a key that is not known ends it at once, in one line', async () => {
    const rows = Array.from({ length: 9_000 }, (_, i) => `d${i % 9},${1_709_251_200 + 3_600 * i},1`);
    const file = write('many.csv', ['district,eventTime,energyKwh', ...rows]);
    const program = startService(
      'processors/city-simulator/src/replay-main.ts',
      {
        CITYWATT_NATS_URL: stores.natsUrl,
        CITYWATT_HTTP_DOOR_URL: doorUrl,
        CITYWATT_INGEST_KEY: 'cw_000000000000_0000000000000000000000000000000000000000000',
      },
      [file, '--city', 'keyless', '--interval', '1h'],
    );
    expect(await program.exited).toBe(1);
    expect(program.output()).toMatch(/^citywatt: the door refused with 401/m);
  });

  test('a file that is not there is an error that names it', async () => {
    await expect(
      replay({ file: '/nowhere/a.csv', city: 'none', connection, door: { url: doorUrl, key: ingestKey } }),
    ).rejects.toThrow(/nowhere/);
  });
});

describe('the living city', () => {
  const config = (): CityConfig => ({
    natsUrl: stores.natsUrl,
    doorUrl,
    ingestKey,
    seed: 7,
    householdsPerDistrict: 4,
    historyDays: 1,
    historyReadingsPerSecond: 100_000,
    faults: new Set(),
  });
  const lisbon = async () =>
    (await streamContent(connection)).readings.filter(({ city }) => city === 'lisbon');

  test('lives, never ahead of now, fills its history newest first, and goes on after a restart', async () => {
    const logger = createLogger('city-simulator', 'silent');
    const first = await start(config(), logger);
    try {
      await expect.poll(() => first.readiness(), { timeout: 40_000 }).toEqual({ ready: true });
      await expect
        .poll(
          () => getHistoryFill(connection, 'demo', 'lisbon').then((fill) => fill!.filledFrom - fill!.from),
          {
            timeout: 40_000,
          },
        )
        .toBe(0);
    } finally {
      await first.stop();
    }
    const { from, to } = (await getHistoryFill(connection, 'demo', 'lisbon'))!;
    const before = await lisbon();
    expect(before.every(({ end, ingestTime }) => end <= ingestTime)).toBe(true);

    const history = before.filter(({ end, start: begin }) => begin < to && end - begin === 900_000);
    const covered = new Set(history.map(({ start: begin }) => begin));
    expect(Math.min(...covered)).toBe(from);
    expect(covered.size).toBe((to - from) / 900_000);
    // Newest first: no chunk of six hours comes before a newer one, but for the reading that asks the door.
    const chunks = history.slice(9).map(({ start: begin }) => Math.floor(begin / 21_600_000));
    expect(chunks.every((chunk, i) => i === 0 || chunk <= chunks[i - 1]!)).toBe(true);

    const second = await start(config(), logger);
    try {
      await expect.poll(() => second.readiness(), { timeout: 20_000 }).toEqual({ ready: true });
      // A hundred thousand readings are too many arguments.
      const latestOf = (readings: typeof before) =>
        readings.reduce((latest, { end }) => Math.max(latest, end), 0);
      await expect
        .poll(async () => latestOf(await lisbon()), { timeout: 40_000 })
        .toBeGreaterThan(latestOf(before));
    } finally {
      await second.stop();
    }
    const all = await lisbon();
    const after = all.slice(before.length);
    expect(after.filter(({ end, start: begin }) => begin < to && end - begin === 900_000)).toHaveLength(0);
    const values = new Map<string, number>();
    for (const { district, sensorNumber, start: begin, end, value } of all) {
      const identity = `${district} ${sensorNumber} ${begin} ${end}`;
      expect([identity, values.get(identity) ?? value]).toEqual([identity, value]);
      values.set(identity, value);
    }
    // Fast feeders, three a minute: none is missing between the first and the last.
    for (const district of new Set(all.map((reading) => reading.district))) {
      const starts = [
        ...new Set(
          all
            .filter(
              (reading) => reading.district === district && reading.sensorNumber === 0 && reading.start >= to,
            )
            .map((reading) => reading.start),
        ),
      ].toSorted((a, b) => a - b);
      expect(starts.at(-1)! - starts[0]!).toBe((starts.length - 1) * 20_000);
    }
  }, 120_000);
});

const bytesOf = (text: string) => new TextEncoder().encode(text);
