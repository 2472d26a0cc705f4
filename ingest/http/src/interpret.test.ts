import { partitionOf } from '@citywatt/reading-stream/partition';
import { SensorIndex } from '@citywatt/sensor-directory/sensor-index';
import { describe, expect, test } from 'vitest';
import { baixa } from '../test/baixa.ts';
import { type Circumstances, interpret } from './interpret.ts';
import type { Item } from './item.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const directory = new SensorIndex();
directory.put(baixa());
directory.put(
  baixa({
    city: 'replay',
    clock: 'data',
    boundary: [],
    sensors: [{ ...baixa().sensors[0]!, name: 'data-1' }],
  }),
);
const circumstances: Circumstances = {
  tenant: 'demo',
  directory,
  lastTick: NOW,
  maximumAgeMs: 10 * 31_557_600_000,
};

const interval = {
  sensor: 'interval-1',
  intervalStart: '2026-06-01T11:00:00Z',
  intervalEnd: '2026-06-01T11:15:00Z',
  energyKwh: 0.125,
};
const register = { sensor: 'meter-1', eventTime: '2026-06-01T11:15:00Z', registerKwh: 48_213.5 };
const power = { sensor: 'meter-1', eventTime: '2026-06-01T11:15:00Z', powerKw: 1.25 };
const simple = {
  timestamp: '2026-06-01T11:15:00Z',
  geographic_coordinate: { latitude: 38.72, longitude: -9.14 },
  energy_usage: 0.02,
};

describe('a reading of each form becomes whole units of its sensor', () => {
  const at = Date.UTC(2026, 5, 1, 11, 15);
  test.each([
    ['interval', interval, 0, 125_000, 900_000, 'interval'],
    ['register', register, 1, 48_213_500_000, 0, 'cumulative'],
    ['power', power, 1, 1_250, 0, 'gauge'],
    ['simple', simple, 3, 20_000, 60_000, 'interval'],
  ] as const)('%s', (_name, item, sensorNumber, value, intervalMs, kind) => {
    const outcome = interpret(item, circumstances);
    expect(outcome).toMatchObject({ outcome: 'accepted', sensorNumber, value, eventTime: at });
    expect(outcome).toMatchObject({
      partition: partitionOf(baixa()),
      key: { tenant: 'demo', city: 'lisbon', district: '1100', intervalMs, kind, quality: 'measured' },
    });
  });

  test('text of CSV is read like the numbers of JSON', () => {
    const text = { ...simple, timestamp: '1780312500', energy_usage: '0.02' };
    const place = { latitude: '38.72', longitude: '-9.14' };
    expect(interpret({ ...text, geographic_coordinate: place }, circumstances)).toEqual(
      interpret({ ...simple, timestamp: 1_780_312_500 }, circumstances),
    );
  });

  test('a quality flag is kept', () => {
    const outcome = interpret({ ...interval, quality: 'estimated' }, circumstances);
    expect(outcome).toMatchObject({ key: { quality: 'estimated' } });
  });

  test('a city whose clock is its data has no future', () => {
    const item = { ...interval, sensor: 'data-1', intervalEnd: '2026-06-09T11:15:00Z' };
    expect(interpret({ ...item, intervalStart: '2026-06-09T11:00:00Z' }, circumstances).outcome).toBe(
      'accepted',
    );
  });

  test('a place in a district that has no sensor yet wants one, in that district', () => {
    const item = { ...simple, geographic_coordinate: { latitude: 38.7212345, longitude: -9.14 } };
    expect(interpret(item, circumstances)).toEqual({
      outcome: 'place-unknown',
      sensorName: 'point:38.72123,-9.14000',
      latitude: 38.72123,
      longitude: -9.14,
      tenant: 'demo',
      city: 'lisbon',
      district: '1100',
    });
  });

  test("another tenant's sensors are not there", () => {
    const elsewhere = { ...circumstances, tenant: 'other' };
    expect(interpret(interval, elsewhere)).toMatchObject({ code: 'unknown-sensor' });
    expect(interpret(simple, elsewhere)).toMatchObject({ code: 'outside-every-district' });
  });
});

const unknownPlace = { latitude: 38.75, longitude: -9.15 };
const wrong: [string, Item, string, string | undefined][] = [
  ['nothing at all', {}, 'malformed', 'sensor'],
  ['a sensor that is no text', { ...interval, sensor: 7 }, 'malformed', 'sensor'],
  ['an unknown sensor', { ...interval, sensor: 'nobody' }, 'unknown-sensor', 'sensor'],
  ['a sensor of another city', { ...interval, city: 'porto' }, 'unknown-sensor', 'sensor'],
  ['a sensor of another district', { ...interval, district: '1200' }, 'unknown-sensor', 'sensor'],
  ['an inactive sensor', { ...interval, sensor: 'asleep' }, 'inactive-sensor', 'sensor'],
  ['a register of another kind', { ...interval, sensor: 'meter-1' }, 'unknown-register', 'register'],
  ['an unknown register', { ...register, register: '1-0:2.8.0' }, 'unknown-register', 'register'],
  ['no value', { sensor: 'meter-1', eventTime: 1 }, 'malformed', undefined],
  ['two values', { ...register, powerKw: 1 }, 'malformed', undefined],
  ['a word for a value', { ...interval, energyKwh: 'much' }, 'bad-value', 'energyKwh'],
  ['null for a value', { ...power, powerKw: null }, 'bad-value', 'powerKw'],
  ['finer than a milliwatt-hour', { ...interval, energyKwh: 0.1234567 }, 'too-fine', 'energyKwh'],
  [
    'a register finer than a milliwatt-hour',
    { ...register, registerKwh: '1.0000001' },
    'too-fine',
    'registerKwh',
  ],
  ['finer than a watt', { ...power, powerKw: 0.0001 }, 'too-fine', 'powerKw'],
  ['beyond every counter', { ...register, registerKwh: 1e12 }, 'too-large', 'registerKwh'],
  ['negative energy', { ...interval, energyKwh: -0.1 }, 'impossible', 'energyKwh'],
  ['a negative register', { ...register, registerKwh: -1 }, 'impossible', 'registerKwh'],
  ['negative power', { ...power, powerKw: -1 }, 'impossible', 'powerKw'],
  ['watt-hours sent as kilowatt-hours', { ...interval, energyKwh: 125 }, 'impossible', 'energyKwh'],
  ['watts sent as kilowatts', { ...power, powerKw: 1_250 }, 'impossible', 'powerKw'],
  ['no time', { ...register, eventTime: undefined }, 'bad-time', 'eventTime'],
  ['a time without offset', { ...register, eventTime: '2026-06-01T11:15:00' }, 'bad-time', 'eventTime'],
  ['milliseconds for seconds', { ...simple, timestamp: 1_780_312_500_000 }, 'bad-time', 'timestamp'],
  ['no interval start', { ...interval, intervalStart: undefined }, 'bad-time', 'intervalStart'],
  ['an interval end that is no time', { ...interval, intervalEnd: 'soon' }, 'bad-time', 'intervalEnd'],
  [
    'an interval of no length',
    { ...interval, intervalEnd: interval.intervalStart },
    'bad-interval',
    'intervalEnd',
  ],
  [
    'an interval that runs backwards',
    { ...interval, intervalEnd: '2026-06-01T10:00:00Z' },
    'bad-interval',
    'intervalEnd',
  ],
  [
    'an interval of two years',
    { ...interval, intervalStart: '2024-06-01T10:00:00Z' },
    'bad-interval',
    'intervalEnd',
  ],
  ['16 minutes ahead', { ...register, eventTime: '2026-06-01T12:16:00Z' }, 'future', undefined],
  ['11 years ago', { ...register, eventTime: '2015-06-01T11:15:00Z' }, 'too-old', undefined],
  ['an unknown quality', { ...register, quality: 'perfect' }, 'bad-quality', 'quality'],
  [
    'a place at sea',
    { ...simple, geographic_coordinate: { latitude: 38, longitude: -12 } },
    'outside-every-district',
    'geographic_coordinate',
  ],
  ['no place', { energy_usage: 1, timestamp: 1 }, 'malformed', 'geographic_coordinate.latitude'],
  [
    'a latitude beyond the pole',
    { ...simple, geographic_coordinate: { latitude: 91, longitude: 0 } },
    'malformed',
    'geographic_coordinate.latitude',
  ],
  [
    'a longitude that is no number',
    { ...simple, geographic_coordinate: { latitude: 1, longitude: 'west' } },
    'malformed',
    'geographic_coordinate.longitude',
  ],
  ['a place without energy', { ...simple, energy_usage: undefined }, 'bad-value', 'energy_usage'],
  // Of what is refused no sensor may remain: these never come to be `place-unknown`.
  [
    'a new place with negative energy',
    { ...simple, geographic_coordinate: unknownPlace, energy_usage: -1 },
    'impossible',
    'energy_usage',
  ],
  [
    'a new place in the future',
    { ...simple, geographic_coordinate: unknownPlace, timestamp: '2026-06-02T00:00:00Z' },
    'future',
    undefined,
  ],
  [
    'a new place long ago',
    { ...simple, geographic_coordinate: unknownPlace, timestamp: 0 },
    'too-old',
    undefined,
  ],
  [
    'a new place with the load of a country',
    { ...simple, geographic_coordinate: unknownPlace, energy_usage: 1e6 },
    'impossible',
    'energy_usage',
  ],
];

describe('what is wrong is rejected with what and where', () => {
  test.each(wrong)('%s', (_name, item, code, field) => {
    const outcome = interpret(item, circumstances);
    expect(outcome).toMatchObject({ outcome: 'rejected', code });
    if (outcome.outcome !== 'rejected') return;
    expect(outcome.field).toBe(field);
    expect(outcome.message.length).toBeGreaterThan(10);
  });
});
