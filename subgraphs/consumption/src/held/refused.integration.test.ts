import { LOCAL_OPERATOR } from '@citywatt/access-policy/principal';
import { openLivePublisher } from '@citywatt/live-feed/publish';
import { migrateMeasurementStore } from '@citywatt/measurement-store/migrate';
import { ensureStreams } from '@citywatt/reading-stream/streams';
import {
  cityInputSubject,
  deadletterSubject,
  framesSubject,
  READINGS_STREAM,
} from '@citywatt/reading-stream/subjects';
import type { OwnStores } from '@citywatt/test-harness/own-stores';
import { openTestStores } from '@citywatt/test-harness/stores';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningConsumption, startConsumption } from '../../test/running-consumption.ts';

const POISON = new Uint8Array([1, 2, 3, 4, 5]);
let stores: OwnStores;
let stream: JetStreamClient;
let manager: JetStreamManager;
let consumption: RunningConsumption;

const unreadable = (sequence: number) => ({
  reason: 'not a frame',
  tenant: '',
  city: '',
  district: '',
  sequence,
  subject: framesSubject(3),
  bytes: POISON.length,
  detail: { base64: Buffer.from(POISON).toString('base64') },
});
const row = (tenant: string) => ({
  reason: 'Value out of range',
  tenant,
  city: 'lisbon',
  district: '1150',
  sequence: 9,
  detail: { rows: 'raw readings' },
});
const put = (refused: object) => stream.publish(deadletterSubject(3), JSON.stringify(refused));

beforeAll(async () => {
  stores = await openTestStores();
  await migrateMeasurementStore(stores.clickhouse, { raw: 3_650, quarterHour: 20_000 });
  const connection = await stores.connectNats();
  stream = jetstream(connection);
  manager = await jetstreamManager(connection);
  await ensureStreams(connection, { readingsMaxBytes: 400_000, generation: async () => 1 });
  await openLivePublisher(connection);
  await put(unreadable(7));
  await put(row('demo'));
  await put(row('other'));
  await put({ ...unreadable(8), detail: { cutOff: true, characters: 1_400_000, beginning: '{' } });
  consumption = await startConsumption(stores);
  await vi.waitFor(async () => expect(await consumption.readiness()).toEqual({ ready: true }), {
    timeout: 15_000,
  });
});
afterAll(async () => {
  await consumption?.stop();
  await stores?.close();
});

async function answer(query: string, variables: object, principal = LOCAL_OPERATOR) {
  const { data, errors } = await consumption.ask(query, variables, principal);
  expect(errors).toBeUndefined();
  return data;
}
const LIST = `query ($first: Int, $after: String) { refusedMessages(first: $first, after: $after) {
  pageInfo { hasNextPage endCursor }
  nodes { id reason subject sequence bytes districtId time replayable } } }`;
const list = async (variables = {}, principal = LOCAL_OPERATOR) =>
  (await answer(LIST, variables, principal)).refusedMessages;
const REPLAY = `mutation ($ids: [ID!]!) { replayRefusedMessages(ids: $ids) {
  ... on ReplayRefusedMessagesSuccess { replayed notFound } ... on ReadingStreamFull { replayed retryAfterSeconds } } }`;
const replay = async (ids: readonly string[], principal = LOCAL_OPERATOR) =>
  (await answer(REPLAY, { ids }, principal)).replayRefusedMessages;
const DISCARD = 'mutation ($ids: [ID!]!) { discardRefusedMessages(ids: $ids) { discarded notFound } }';
const discard = async (ids: readonly string[], principal = LOCAL_OPERATOR) =>
  (await answer(DISCARD, { ids }, principal)).discardRefusedMessages;
const other = { ...LOCAL_OPERATOR, tenant: 'other' };

test('the list has what could not be read, with subject, sequence, time, reason and size', async () => {
  const before = Date.now();
  const first = await list({ first: 2 });
  expect(first.nodes).toEqual([
    {
      id: 'RefusedMessage:demo/1',
      reason: 'not a frame',
      subject: 'p.3.frames',
      sequence: '7',
      bytes: 5,
      districtId: null,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      replayable: true,
    },
    expect.objectContaining({
      reason: 'Value out of range',
      subject: null,
      bytes: null,
      districtId: 'District:demo/lisbon/1150',
      replayable: false,
    }),
  ]);
  expect(Date.parse(first.nodes[0].time)).toBeLessThanOrEqual(before);
  const { hasNextPage, endCursor } = first.pageInfo;
  expect(hasNextPage).toBe(true);
  const second = await list({ first: 2, after: endCursor });
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(second.nodes).toMatchObject([{ sequence: '8', bytes: 5, replayable: false }]);
});

test("another tenant's rows are neither seen nor discarded, and neither goes without its scope", async () => {
  expect((await list({}, other)).nodes.map(({ id }: { id: string }) => id)).toEqual([
    'RefusedMessage:other/1',
    'RefusedMessage:other/3',
    'RefusedMessage:other/4',
  ]);
  const foreign = ['RefusedMessage:demo/3', 'RefusedMessage:other/2', 'nonsense'];
  expect(await discard(foreign)).toEqual({
    discarded: 0,
    notFound: ['RefusedMessage:other/2', 'nonsense', 'RefusedMessage:demo/3'],
  });
  const reader = { ...LOCAL_OPERATOR, scopes: ['operations:read' as const] };
  for (const change of [REPLAY, DISCARD]) {
    const refused = await consumption.ask(change, { ids: ['RefusedMessage:demo/1'] }, reader);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ missingScopes: ['operations:write'] });
  }
  expect((await list({}, other)).nodes).toHaveLength(3);
});

test('while the processors are behind nothing is replayed; then it comes as it was, once, and leaves the list', async () => {
  const id = 'RefusedMessage:demo/1';
  const filler = new Uint8Array(60_000);
  for (let sent = 0; sent < 6; sent++) await stream.publish(cityInputSubject(3), filler);
  expect(await replay([id])).toEqual({ replayed: 0, retryAfterSeconds: 10 });
  await manager.streams.purge(READINGS_STREAM, { filter: cityInputSubject(3) });

  const ids = [id, 'RefusedMessage:demo/2', 'RefusedMessage:demo/4'];
  expect(await replay(ids)).toEqual({ replayed: 1, notFound: ids.slice(1) });
  const message = await manager.streams.getMessage(READINGS_STREAM, { last_by_subj: framesSubject(3) });
  expect(message?.data).toEqual(POISON);
  expect(await replay([id])).toEqual({ replayed: 0, notFound: [id] });
  expect((await list()).nodes).toHaveLength(2);
});

test('what is discarded leaves the list for good', async () => {
  const ids = (await list()).nodes.map(({ id }: { id: string }) => id);
  expect(await discard(ids)).toEqual({ discarded: 2, notFound: [] });
  expect(await discard(ids)).toEqual({ discarded: 0, notFound: ids });
  expect((await list()).nodes).toEqual([]);
  expect((await list({}, other)).nodes).toHaveLength(1);
});
