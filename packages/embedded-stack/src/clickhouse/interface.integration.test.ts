import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { createLogger } from '@citywatt/service-runtime/logger';
import { freePort } from '@citywatt/test-harness/free-port';
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClickHouseServer } from '../clickhouse-server.ts';
import type { StoreProcess } from '../process/store-process.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'citywatt-clickhouse-'));
const credentials = { user: 'citywatt', password: 'a secret of this test' };
let port: number;
let server: StoreProcess;
let client: ClickHouseClient;

const start = (onPort = port) =>
  startClickHouseServer({
    dataFolder,
    host: '127.0.0.1',
    port: onPort,
    ...credentials,
    memoryMegabytes: 1_000,
    logger: createLogger('test', 'warn'),
  });
const connect = (settings: Parameters<typeof createClient>[0] = {}) =>
  createClient({ url: server.url, username: credentials.user, password: credentials.password, ...settings });
const rowsOf = async <Row>(query: string, query_params?: Record<string, unknown>) =>
  await (
    await client.query({ query, format: 'JSONEachRow', ...(query_params ? { query_params } : {}) })
  ).json<Row>();

beforeAll(async () => {
  port = await freePort();
  server = await start();
  client = connect();
  await client.command({
    query:
      'CREATE TABLE numbers (n UInt64, word String) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1',
  });
});
afterAll(async () => {
  await client.close();
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

describe('the official client', () => {
  test('pings, and is refused with a wrong password', async () => {
    expect((await client.ping({ select: true })).success).toBe(true);
    const stranger = connect({ password: 'a guess' });
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' });
    await stranger.close();
  });

  test('inserts arrays and streams, and reads them back in several formats', async () => {
    await client.insert({ table: 'numbers', values: [{ n: 1, word: "it's\n\none" }], format: 'JSONEachRow' });
    await client.insert({
      table: 'numbers',
      values: Readable.from([{ n: 2, word: 'two' }], { objectMode: true }),
      format: 'JSONEachRow',
    });
    const where = 'FROM numbers WHERE n IN (1, 2) ORDER BY n';
    expect(await rowsOf(`SELECT * ${where}`)).toEqual([
      { n: 1, word: "it's\n\none" },
      { n: 2, word: 'two' },
    ]);
    const whole = await client.query({ query: `SELECT n ${where}`, format: 'JSON' });
    expect((await whole.json<{ n: string }>()).data).toEqual([{ n: 1 }, { n: 2 }]);
    const { stream } = await client.exec({ query: `SELECT n, word ${where} FORMAT CSV` });
    expect(await text(stream)).toBe('1,"it\'s\n\none"\n2,"two"\n');
  });

  test('inserts RowBinary by exec', async () => {
    const row = Buffer.alloc(8 + 1 + 3);
    row.writeBigUInt64LE(77n);
    row.writeUInt8(3, 8);
    row.write('bin', 9);
    const { stream, summary } = await client.exec({
      query: 'INSERT INTO numbers FORMAT RowBinary',
      values: Readable.from([row], { objectMode: false }),
    });
    await text(stream);
    expect(summary?.written_rows).toBe('1');
    expect(await rowsOf('SELECT word FROM numbers WHERE n = 77')).toEqual([{ word: 'bin' }]);
    const answer = await client.exec({ query: 'SELECT n, word FROM numbers WHERE n = 77 FORMAT RowBinary' });
    expect(await buffer(answer.stream)).toEqual(row);
  });

  test.each([
    ['UInt8', 7, '7'],
    ['Int64', '-9007199254740993', '-9007199254740993'],
    ['Float64', 0.25, '0.25'],
    ['String', "quote ' back\\slash \t tab \n\n line {n:UInt8} ; SELECT 2", undefined],
    ['Bool', true, 'true'],
    ['Date', '2026-03-29', '2026-03-29'],
    ["DateTime64(3, 'UTC')", new Date('2026-03-29T01:02:03.004Z'), '2026-03-29 01:02:03.004'],
    ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
    ['Array(String)', ["a'b", 'c\\d'], "['a\\'b','c\\\\d']"],
    ['Array(UInt32)', [1, 2], '[1,2]'],
    ['Map(String, UInt8)', { one: 1 }, "{'one':1}"],
    ['Nullable(String)', null, undefined],
    ['Tuple(UInt8, String)', undefined, "(1,'x')"],
  ])('passes a parameter of type %s', async (type, value, shown) => {
    const query = `SELECT toString({value:${type}}) AS shown`;
    if (value === undefined) {
      const { TupleParam } = await import('@clickhouse/client');
      expect(await rowsOf(query, { value: new TupleParam([1, 'x']) })).toEqual([{ shown }]);
    } else {
      expect(await rowsOf(query, { value })).toEqual([{ shown: shown ?? value }]);
    }
  });

  test('a parameter that was forgotten is an error, not the value of an earlier request', async () => {
    await rowsOf('SELECT {forgotten:UInt8} AS n', { forgotten: 1 });
    await expect(rowsOf('SELECT {forgotten:UInt8} AS n')).rejects.toMatchObject({ code: '456' });
  });

  test('an identifier can be a parameter', async () => {
    expect(await rowsOf('SELECT count() > 0 AS some FROM {table:Identifier}', { table: 'numbers' })).toEqual([
      { some: 1 },
    ]);
  });

  test('sessions keep temporary tables, and settings do not leak out of a request', async () => {
    const session_id = 'a session';
    await client.command({ query: 'CREATE TEMPORARY TABLE kept (n UInt8)', session_id });
    await client.insert({ table: 'kept', values: [{ n: 3 }], format: 'JSONEachRow', session_id });
    const answer = await client.query({ query: 'SELECT n FROM kept', format: 'JSONEachRow', session_id });
    expect(await answer.json()).toEqual([{ n: 3 }]);
    await expect(rowsOf('SELECT n FROM kept')).rejects.toMatchObject({ code: '60' });
    const setting = "SELECT value FROM system.settings WHERE name = 'max_result_rows'";
    const limited = await client.query({
      query: setting,
      format: 'JSONEachRow',
      clickhouse_settings: { max_result_rows: '1234' },
    });
    expect(await limited.json()).toEqual([{ value: '1234' }]);
    expect(await rowsOf(setting)).toEqual([{ value: '0' }]);
  });

  test('errors carry their code and type', async () => {
    await expect(rowsOf('SELECT * FROM nowhere')).rejects.toMatchObject({
      code: '60',
      type: 'UNKNOWN_TABLE',
    });
    await expect(rowsOf('SELEKT 1')).rejects.toMatchObject({ code: '62', type: 'SYNTAX_ERROR' });
    await expect(rowsOf('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: '62' });
    await expect(
      client.query({ query: 'SELECT 1', clickhouse_settings: { no_such_setting: 1 } as never }),
    ).rejects.toMatchObject({ code: '115' });
  });

  test('an error in mid-stream reaches whoever reads it', async () => {
    const answer = await client.query({
      query:
        'SELECT number, throwIf(number = 900000) AS boom FROM system.numbers LIMIT 1000000 SETTINGS max_block_size = 1000',
      format: 'JSONEachRow',
    });
    let read = 0;
    const reading = async () => {
      for await (const rows of answer.stream()) read += rows.length;
    };
    await expect(reading()).rejects.toBeInstanceOf(ClickHouseError);
    expect(read).toBeGreaterThan(0);
  });

  test('a body that tries to smuggle SQL is only data', async () => {
    const smuggled = '{"n":5,"word":"x"}\n\n\nDROP TABLE numbers;\n';
    const insert = client.exec({
      query: 'INSERT INTO numbers FORMAT JSONEachRow',
      values: Readable.from([Buffer.from(smuggled)], { objectMode: false }),
    });
    await expect(insert).rejects.toBeInstanceOf(ClickHouseError);
    const asText = client.command({ query: `INSERT INTO numbers FORMAT JSONEachRow\n${smuggled}` });
    await expect(asText).rejects.toBeInstanceOf(ClickHouseError);
    expect(
      await rowsOf(
        "SELECT count() AS tables FROM system.tables WHERE database = 'default' AND name = 'numbers'",
      ),
    ).toEqual([{ tables: 1 }]);
    await expect(rowsOf("SELECT * FROM numbers INTO OUTFILE '/tmp/out'")).rejects.toMatchObject({
      code: '48',
    });
  });

  test('gzip both ways', async () => {
    const zipped = connect({ compression: { request: true, response: true } });
    await zipped.insert({
      table: 'numbers',
      values: [{ n: 88, word: 'z'.repeat(10_000) }],
      format: 'JSONEachRow',
    });
    const answer = await zipped.query({
      query: 'SELECT length(word) AS length FROM numbers WHERE n = 88',
      format: 'JSONEachRow',
    });
    expect(await answer.json()).toEqual([{ length: 10_000 }]);
    await zipped.close();
    const raw = await fetch(`${server.url}/?query=${encodeURIComponent('INSERT INTO numbers FORMAT CSV')}`, {
      method: 'POST',
      headers: {
        'content-encoding': 'gzip',
        'x-clickhouse-user': credentials.user,
        'x-clickhouse-key': credentials.password,
      },
      body: new Uint8Array(gzipSync('89,"csv"\n')),
    });
    expect(raw.status).toBe(200);
    expect(await rowsOf('SELECT word FROM numbers WHERE n = 89')).toEqual([{ word: 'csv' }]);
  });

  test('when many clients have gone away at once the next one is answered', async () => {
    const controller = new AbortController();
    const log = { level: ClickHouseLogLevel.OFF };
    const crowd = connect({ max_open_connections: 100, log });
    const asked = Array.from({ length: 100 }, () =>
      crowd.query({
        query:
          'SELECT sum(sleepEachRow(0.01)) FROM numbers(100000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0',
        abort_signal: controller.signal,
      }),
    );
    const settled = Promise.allSettled(asked);
    // Answered without a session, and behind those who came before.
    await client.ping();
    controller.abort();
    await settled;
    expect(await rowsOf('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await crowd.close();
  });

  test('a client that goes away ends its query', async () => {
    const controller = new AbortController();
    const slow = client.query({
      query:
        'SELECT sum(sleepEachRow(0.01)) FROM numbers(100000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0',
      abort_signal: controller.signal,
      query_id: 'to-be-killed',
    });
    const running = async () =>
      Number(
        (
          await rowsOf<{ n: string }>(
            "SELECT count() AS n FROM system.processes WHERE Settings['log_comment'] = 'to-be-killed'",
          )
        )[0]!.n,
      );
    await expect.poll(running, { timeout: 10_000 }).toBe(1);
    controller.abort();
    await expect(slow).rejects.toThrow();
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  });

  test('what was acknowledged is there after kill -9, exactly, and no spooled rows are left', async () => {
    await client.command({
      query:
        'CREATE TABLE survivors (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1, fsync_part_directory = 1',
    });
    const acknowledged: number[] = [];
    let stopped = false;
    const writing = (async () => {
      for (let n = 0; !stopped; n++) {
        await client.insert({ table: 'survivors', values: [{ n }], format: 'JSONEachRow' });
        acknowledged.push(n);
      }
    })().catch(() => {});
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(20);
    process.kill(server.pid, 'SIGKILL');
    stopped = true;
    await writing;
    await server.exited;
    server = await start();
    const rows = (await rowsOf<{ n: string }>('SELECT n FROM survivors ORDER BY n')).map((row) =>
      Number(row.n),
    );
    // The last one may have been written and not yet answered.
    expect(rows.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(rows.length - acknowledged.length).toBeLessThanOrEqual(1);
    expect(readdirSync(join(dataFolder, 'clickhouse', 'spool'))).toEqual([]);
  });

  test('a folder has one owner: a second engine names the folder, and leaves the rows of the first alone', async () => {
    const spooled = join(dataFolder, 'clickhouse', 'spool', 'on-its-way');
    writeFileSync(spooled, 'rows');
    // Without its note the first is nobody's leftover, which would be ended.
    rmSync(join(dataFolder, 'clickhouse', 'run.json'));
    await expect(start(await freePort())).rejects.toThrow(/cannot open its folder/);
    expect(readdirSync(join(dataFolder, 'clickhouse', 'spool'))).toEqual(['on-its-way']);
    expect((await client.ping({ select: true })).success).toBe(true);
  });

  test('a leftover of an earlier run is ended, and its data are there', async () => {
    await server.stop();
    const orphan = await start();
    const [before] = await rowsOf<{ n: string }>('SELECT count() AS n FROM numbers');
    server = await start();
    await orphan.exited;
    expect(server.pid).not.toBe(orphan.pid);
    expect(await rowsOf('SELECT count() AS n FROM numbers')).toEqual([before]);
  });
});
