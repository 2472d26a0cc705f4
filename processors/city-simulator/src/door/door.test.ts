import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { createDoor, DoorRefusedError } from './door.ts';

type Reply = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const all = { accepted: 2, rejected: 0, items: [] };

/** A door on loopback that gives these answers, the last one for ever. */
async function doorThatAnswers(...replies: readonly Reply[]) {
  const seen: { body: string; at: number; headers: IncomingMessage['headers'] }[] = [];
  const server: Server = createServer(async (request, response) => {
    const body = await text(request);
    const reply = replies[Math.min(seen.length, replies.length - 1)]!;
    seen.push({ body, at: performance.now(), headers: request.headers });
    response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const door = createDoor({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: 'cw_a_b',
  });
  open.push(door, { close: () => server.closeAllConnections() }, server);
  return { door, seen };
}

const never = new AbortController().signal;

describe('sending to the door', () => {
  test('carries the key and says what was taken', async () => {
    const { door, seen } = await doorThatAnswers({ status: 201, body: all });
    expect(await door.send('{}\n{}\n', never)).toEqual({ accepted: 2, rejected: 0, rejections: [] });
    expect(seen[0]).toMatchObject({
      body: '{}\n{}\n',
      headers: { authorization: 'Bearer cw_a_b', 'content-type': 'application/x-ndjson' },
    });
  });

  test('waits as long as 503 asks for and sends all of it again', async () => {
    const { door, seen } = await doorThatAnswers(
      { status: 503, headers: { 'retry-after': '1' } },
      { status: 201, body: all },
    );
    const sending = door.send('{}\n{}\n', never);
    await expect.poll(() => door.waitingFor).toMatch(/503/);
    expect((await sending).accepted).toBe(2);
    expect(seen.map(({ body }) => body)).toEqual(['{}\n{}\n', '{}\n{}\n']);
    expect(seen[1]!.at - seen[0]!.at).toBeGreaterThanOrEqual(1_000);
    expect(door.waitingFor).toBeUndefined();
  });

  test('repeats after 429 and after 500', async () => {
    const { door, seen } = await doorThatAnswers(
      { status: 429 },
      { status: 500 },
      { status: 201, body: all },
    );
    expect((await door.send('{}\n', never)).accepted).toBe(2);
    expect(seen).toHaveLength(3);
  });

  test('hands over the report of 207 and does not repeat', async () => {
    const items = [{ index: 1, code: 'future', message: 'check the clock' }];
    const { door, seen } = await doorThatAnswers({ status: 207, body: { accepted: 1, rejected: 1, items } });
    expect(await door.send('{}\n{}\n', never)).toEqual({ accepted: 1, rejected: 1, rejections: items });
    expect(seen).toHaveLength(1);
  });

  test('a refusal that a repeat does not cure is an error with the door’s words', async () => {
    const { door, seen } = await doorThatAnswers({ status: 403, body: { detail: 'needs the scope ingest' } });
    const refusal = await door.send('{}\n', never).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DoorRefusedError);
    expect(refusal).toMatchObject({ code: 'DOOR_REFUSED', status: 403 });
    expect((refusal as Error).message).toMatch(/needs the scope ingest/);
    expect(seen).toHaveLength(1);
  });

  test('a key minted a moment ago may take a moment to arrive', async () => {
    const { door } = await doorThatAnswers({ status: 401 }, { status: 201, body: all });
    expect((await door.send('{}\n', never)).accepted).toBe(2);
  });

  test('repeats while nothing listens, until it is told to stop', async () => {
    const door = createDoor({ url: 'http://127.0.0.1:1', key: 'cw_a_b' });
    open.push(door);
    const stop = new AbortController();
    const sending = door.send('{}\n', stop.signal);
    await expect.poll(() => door.waitingFor).toMatch(/does not answer/);
    stop.abort(new Error('enough'));
    await expect(sending).rejects.toThrow();
  });
});
