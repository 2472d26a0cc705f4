import { ConfigurationError } from '@citywatt/service-runtime/environment';
import { expect, test } from 'vitest';
import { readConfig } from './environment.ts';

const environment = {
  CITYWATT_NATS_URL: 'nats://127.0.0.1:14222',
  CITYWATT_CLICKHOUSE_URL: 'http://127.0.0.1:18123',
  CITYWATT_PRINCIPAL_SECRET: 'a secret of at least thirty-two characters',
};

test('it listens on the port behind the first subgraph', () => {
  expect(readConfig({ ...environment, CITYWATT_SUBGRAPH_PORT: '5101' }).port).toBe(5_102);
  expect(readConfig(environment).port).toBe(4_102);
  expect(readConfig({ ...environment, CITYWATT_SUBGRAPH_PORT: '0' }).port).toBe(0);
});

test('all faults are told together', () => {
  const faults = () => readConfig({ CITYWATT_PRINCIPAL_SECRET: 'short' });
  expect(faults).toThrow(ConfigurationError);
  expect(faults).toThrow(/CITYWATT_NATS_URL[\s\S]*CITYWATT_CLICKHOUSE_URL[\s\S]*CITYWATT_PRINCIPAL_SECRET/);
});
