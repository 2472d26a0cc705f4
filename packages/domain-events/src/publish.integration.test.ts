import { openTestStores } from '@citywatt/test-harness/stores';
import { jetstreamManager } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { type DomainEvent, domainEventSchema } from './event.ts';
import { openEventPublisher } from './publish.ts';
import { EVENTS_STREAM } from './stream.ts';

const closed = (windowStart: number): DomainEvent => ({
  type: 'window.closed',
  id: `demo/lisbon/1150/hour/${windowStart}`,
  eventTime: windowStart + 3_600_000,
  version: '281474976710657',
  tenant: 'demo',
  city: 'lisbon',
  district: '1150',
  resolution: 'hour',
  windowStart,
  energyMilliwattHours: 1_234,
});

test('events that are published twice stand in the stream once, in order, for every consumer to read', async () => {
  await using stores = await openTestStores();
  const connection = await stores.connectNats();
  const events = Array.from({ length: 1_300 }, (_, hour) => closed(hour * 3_600_000));
  const publishers = await Promise.all([openEventPublisher(connection), openEventPublisher(connection)]);
  for (const publisher of publishers) await publisher.publish(events);
  const { streams } = await jetstreamManager(connection);
  const { state, config } = await streams.info(EVENTS_STREAM);
  expect(config).toMatchObject({ storage: 'file', discard: 'old', max_bytes: 256 * 1_048_576 });
  const read: DomainEvent[] = [];
  for (let sequence = 1; sequence <= state.messages; sequence++) {
    const message = await streams.getMessage(EVENTS_STREAM, { seq: sequence });
    expect(message?.subject).toBe('events.demo.lisbon.window-closed');
    read.push(...domainEventSchema.array().parse(message?.json()));
  }
  expect(read).toEqual(events);
});

test('a stream that was lost is made again, and what is published then is in it', async () => {
  await using stores = await openTestStores();
  const connection = await stores.connectNats();
  const publisher = await openEventPublisher(connection);
  const { streams } = await jetstreamManager(connection);
  await streams.delete(EVENTS_STREAM);
  await publisher.publish([closed(0)]);
  expect((await streams.info(EVENTS_STREAM)).state.messages).toBe(1);
});
