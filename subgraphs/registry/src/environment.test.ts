import { expect, test } from 'vitest';
import { readConfig } from './environment.ts';

const addresses = {
  CITYWATT_NATS_URL: 'nats://127.0.0.1:14222',
  CITYWATT_POSTGRES_URL: 'postgres://citywatt@127.0.0.1:15432/citywatt',
  CITYWATT_PRINCIPAL_SECRET: 'a secret of at least thirty-two characters',
};

test('with the addresses alone it is the first subgraph on loopback, seeded with Lisbon', () => {
  expect(readConfig(addresses)).toMatchObject({ host: '127.0.0.1', port: 4101, seed: 'lisbon' });
});

test('every fault is named at once', () => {
  const faulty = { CITYWATT_NATS_URL: 'somewhere', CITYWATT_REGISTRY_SEED: 'atlantis' };
  expect(() => readConfig(faulty)).toThrow(
    /4 fault.*CITYWATT_NATS_URL.*CITYWATT_POSTGRES_URL.*CITYWATT_PRINCIPAL_SECRET.*CITYWATT_REGISTRY_SEED/s,
  );
});
