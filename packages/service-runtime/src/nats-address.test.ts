import { expect, test } from 'vitest';
import { natsAddress } from './nats-address.ts';

test('user and password stand beside the server', () => {
  expect(natsAddress('nats://services:p%40ss@127.0.0.1:14222')).toEqual({
    servers: '127.0.0.1:14222',
    user: 'services',
    pass: 'p@ss',
  });
});

test('a server without accounts has an address only', () => {
  expect(natsAddress('nats://nats:4222')).toEqual({ servers: 'nats:4222' });
});
