import { expect, test } from 'vitest';
import { readConfig } from './environment.ts';

const least = { CITYWATT_NATS_URL: 'nats://127.0.0.1:14222', CITYWATT_INGEST_KEY: 'cw_a_b' };

test('a city without faults unless they are asked for', () => {
  expect(readConfig(least)).toMatchObject({ historyDays: 60, faults: new Set() });
  expect(readConfig({ ...least, CITYWATT_CITY_FAULTS: 'gaps, late' }).faults).toEqual(
    new Set(['gaps', 'late']),
  );
});

test('all that is wrong is said at once', () => {
  expect(() => readConfig({ CITYWATT_CITY_FAULTS: 'floods', CITYWATT_HTTP_DOOR_URL: 'door' })).toThrow(
    /CITYWATT_NATS_URL[\s\S]*CITYWATT_INGEST_KEY|CITYWATT_INGEST_KEY[\s\S]*CITYWATT_NATS_URL/,
  );
});
