import { expect, test } from 'vitest';
import { mayAccess } from './policy.ts';
import { LOCAL_OPERATOR } from './principal.ts';
import { principalSigner, principalVerifier } from './principal-token.ts';

const secret = 'a secret of at least thirty-two characters';

test('a token is taken by its audience only, and says who asks', async () => {
  const token = await principalSigner(secret)(LOCAL_OPERATOR, 'registry');
  expect(await principalVerifier(secret, 'registry')(token)).toEqual(LOCAL_OPERATOR);
  expect(await principalVerifier(secret, 'consumption')(token)).toBeUndefined();
});

test('a forged or malformed token is nobody', async () => {
  const token = await principalSigner('another secret of thirty-two characters')(LOCAL_OPERATOR, 'registry');
  const verify = principalVerifier(secret, 'registry');
  expect(await verify(token)).toBeUndefined();
  expect(await verify('nonsense')).toBeUndefined();
  const [header, payload] = token.split('.');
  expect(await verify(`${header}.${payload}.`)).toBeUndefined();
});

test('another tenant is refused before the scope is looked at', () => {
  const operator = LOCAL_OPERATOR;
  expect(mayAccess(operator, { tenant: 'demo', scope: 'city:read' })).toEqual({ allowed: true });
  expect(mayAccess(operator, { tenant: 'other', scope: 'city:read' })).toEqual({
    allowed: false,
    reason: 'another tenant',
  });
  expect(mayAccess(operator, { tenant: 'demo', scope: 'ingest' })).toEqual({
    allowed: false,
    reason: 'scope missing',
  });
});
