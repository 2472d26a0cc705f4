import type { IncomingMessage } from 'node:http';
import { LOCAL_OPERATOR, type Principal } from '@citywatt/access-policy/principal';
import { describe, expect, test } from 'vitest';
import { accessScopeOf } from './access-scope.ts';
import { authenticator, type OperatorNetwork } from './authenticate.ts';

const KEY: Principal = { tenant: 'demo', subject: 'key:1', roles: [], scopes: ['explore'] };

function from(remoteAddress: string, headers: Record<string, string>): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

function ask(
  request: IncomingMessage,
  authorization?: string,
  operatorNetwork: OperatorNetwork = 'loopback',
) {
  const authenticate = authenticator({
    operatorNetwork,
    verifyKey: async (key) => (key === 'cw_1_right' ? KEY : undefined),
  });
  return authenticate(request, authorization);
}

describe('without a key', () => {
  test.each([
    ['127.0.0.1', { host: 'localhost:4000' }],
    ['::ffff:127.0.0.1', { host: '127.0.0.1:4000' }],
    ['::1', { host: '[::1]:4000' }],
    ['127.0.0.1', { host: 'localhost:4000', origin: 'http://localhost:4000' }],
    ['127.0.0.1', { host: 'localhost:4000', origin: 'http://127.0.0.1:5173' }],
  ])('%s with %j is the local operator', async (address, headers) => {
    expect(await ask(from(address, headers))).toEqual(LOCAL_OPERATOR);
  });

  test('the local operator may not explore while there are keys', () => {
    expect(LOCAL_OPERATOR.scopes).not.toContain('explore');
  });

  test.each([
    ['another machine', '192.168.1.5', { host: 'localhost:4000' }],
    ['a name that was rebound to loopback', '127.0.0.1', { host: 'evil.example:4000' }],
    ['a page of another site', '127.0.0.1', { host: 'localhost:4000', origin: 'https://evil.example' }],
    ['a page from a file or a sandbox', '127.0.0.1', { host: 'localhost:4000', origin: 'null' }],
    ['a name that only begins like loopback', '127.0.0.1', { host: 'localhost.evil.example' }],
    ['an address that only begins like loopback', '127.0.0.1', { host: '127.0.0.1.evil.example' }],
    ['no host', '127.0.0.1', {}],
  ])('%s is refused', async (_what, address, headers) => {
    await expect(ask(from(address, headers as Record<string, string>))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      httpStatus: 401,
    });
  });

  test('in a container the private network is near, and still only under a loopback name', async () => {
    expect(await ask(from('172.17.0.1', { host: 'localhost:4000' }), undefined, 'private')).toEqual(
      LOCAL_OPERATOR,
    );
    await expect(ask(from('172.17.0.1', { host: 'gateway:4000' }), undefined, 'private')).rejects.toThrow();
    await expect(ask(from('8.8.8.8', { host: 'localhost:4000' }), undefined, 'private')).rejects.toThrow();
  });
});

describe('with a key', () => {
  const far = from('8.8.8.8', { host: 'city.example', origin: 'https://third.example' });

  test('it counts from anywhere', async () => {
    expect(await ask(far, 'Bearer cw_1_right')).toEqual(KEY);
  });

  test.each(['Bearer cw_1_wrong', 'Basic abc', 'cw_1_right', 'Bearer'])(
    '%s is refused even on loopback',
    async (given) => {
      await expect(ask(from('127.0.0.1', { host: 'localhost' }), given)).rejects.toMatchObject({
        httpStatus: 401,
      });
    },
  );
});

test('the access scope is what policies read, not who it is', () => {
  expect(accessScopeOf({ ...KEY, subject: 'key:2' })).toBe(accessScopeOf(KEY));
  expect(accessScopeOf({ ...KEY, tenant: 'other' })).not.toBe(accessScopeOf(KEY));
  expect(accessScopeOf({ ...KEY, scopes: [] })).not.toBe(accessScopeOf(KEY));
  expect(accessScopeOf({ ...KEY, roles: ['a'] })).not.toBe(accessScopeOf(KEY));
});
