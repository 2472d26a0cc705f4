import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DistrictDirectory, Sensor } from './directory.ts';
import { decodeDirectory, encodeDirectory } from './directory-codec.ts';
import { DirectoryFormatError, packDirectory, unpackDirectory } from './directory-schema.ts';
import { SensorIndex } from './sensor-index.ts';

const sensor = (name: string, change: Partial<Sensor> = {}): Sensor => ({
  name,
  number: 0,
  registerSet: 0,
  customerClass: 'residential',
  deliveryPoints: 1,
  active: true,
  ...change,
});

const district = (name: string, change: Partial<DistrictDirectory> = {}): DistrictDirectory => ({
  tenant: 'demo',
  city: 'lisbon',
  district: name,
  revision: 1,
  name: `District ${name}`,
  timeZone: 'Europe/Lisbon',
  clock: 'wall',
  boundary: [],
  areaKm2: 1,
  registerSets: [[{ code: '1-0:1.29.0', kind: 'interval', intervalMs: 900_000 }]],
  sensors: [sensor(`meter-${name}`)],
  ...change,
});

const square = (west: number, south: number, size = 1): [number, number][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

describe('the sensor index', () => {
  test('finds a sensor by its name within its tenant only', () => {
    const index = new SensorIndex();
    index.put(district('1150'));
    expect(index.sensorByName('demo', 'meter-1150')?.directory.district).toBe('1150');
    expect(index.sensorByName('other', 'meter-1150')).toBeUndefined();
  });

  test('ignores a revision that is not higher than the one it holds', () => {
    const index = new SensorIndex();
    index.put(district('1150', { revision: 2 }));
    expect(index.put(district('1150', { revision: 2, sensors: [] })).ignored).toBe(true);
    expect(index.put(district('1150', { revision: 1, sensors: [] })).ignored).toBe(true);
    expect(index.sensorByName('demo', 'meter-1150')).toBeDefined();
    expect(index.put(district('1150', { revision: 3, sensors: [] })).ignored).toBe(false);
    expect(index.sensorByName('demo', 'meter-1150')).toBeUndefined();
  });

  test('puts a sensor that has moved into the district where it is active, whichever is told first', () => {
    const before = district('1150', { sensors: [sensor('moved', { active: false })] });
    const after = district('1200', { sensors: [sensor('moved')] });
    for (const order of [
      [before, after],
      [after, before],
    ]) {
      const index = new SensorIndex();
      for (const directory of order) index.put(directory);
      expect(index.sensorByName('demo', 'moved')?.directory.district).toBe('1200');
      expect(index.sensorsByName('demo', 'moved')).toHaveLength(2);
    }
  });

  test('forgets a district that was removed', () => {
    const index = new SensorIndex();
    index.put(district('1150'));
    index.remove({ tenant: 'demo', city: 'lisbon', district: '1150' });
    expect(index.districts()).toEqual([]);
    expect(index.sensorByName('demo', 'meter-1150')).toBeUndefined();
  });
});

describe('the district at a point', () => {
  const index = new SensorIndex();
  for (const [name, west] of [
    ['a', 0],
    ['b', 1],
  ] as const) {
    index.put(district(name, { boundary: square(west, 0) }));
  }
  index.put(district('elsewhere', { tenant: 'other', boundary: square(-10, -10, 20) }));

  test('is one of those whose outline holds it, on edges and corners too', () => {
    const inside = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        inside,
        inside.map((x) => x * 2),
        (latitude, longitude) => {
          const found = index.districtAt('demo', latitude, longitude)?.district;
          expect(found).toBe(longitude < 1 ? 'a' : longitude > 1 + 1e-9 ? 'b' : found);
          expect(found).toBeDefined();
        },
      ),
    );
    for (const [latitude, longitude] of [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [1, 2],
      [0.5, 1],
    ] as const) {
      expect(index.districtAt('demo', latitude, longitude)).toBeDefined();
    }
  });
  test('is none outside of all outlines and of another tenant', () => {
    expect(index.districtAt('demo', 0.5, 2.1)).toBeUndefined();
    expect(index.districtAt('demo', -0.1, 0.5)).toBeUndefined();
    expect(index.districtAt('nobody', 0.5, 0.5)).toBeUndefined();
  });
});

describe('a directory on its way', () => {
  const large = district('1150', {
    sensors: Array.from({ length: 20_000 }, (_, number) => sensor(`lisbon-1150-${number}`, { number })),
  });

  test('arrives as it was sent', () => {
    expect(decodeDirectory(encodeDirectory(district('1150', { boundary: square(0, 0) })))).toEqual(
      district('1150', { boundary: square(0, 0) }),
    );
    expect(unpackDirectory(JSON.parse(JSON.stringify(packDirectory(large))))).toEqual(large);
  });
  test('of 20,000 sensors fits one message', () => {
    const data = encodeDirectory(large);
    expect(data.length).toBeLessThan(1_048_576);
    expect(decodeDirectory(data)).toEqual(large);
  });
  test('is refused when it is not one', () => {
    expect(() => decodeDirectory(Buffer.from('{"tenant":"demo"}'))).toThrow(DirectoryFormatError);
    expect(() => decodeDirectory(Buffer.from([0x1f, 0x8b, 0, 0]))).toThrow(DirectoryFormatError);
    const packed = packDirectory(district('1150'));
    expect(() => unpackDirectory({ ...packed, sensors: { ...packed.sensors, registerSet: [7] } })).toThrow(
      'register set',
    );
    expect(() => unpackDirectory({ ...packed, sensors: { ...packed.sensors, number: [] } })).toThrow(
      'one length',
    );
  });
});
