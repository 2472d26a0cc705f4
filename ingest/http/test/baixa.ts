import type { DistrictDirectory, Sensor } from '@citywatt/sensor-directory/directory';

const sensor = (name: string, number: number, registerSet: number, active = true): Sensor => ({
  name,
  number,
  registerSet,
  customerClass: 'residential',
  deliveryPoints: 1,
  active,
});

/** A square district around 38.72,-9.14 with one sensor of each kind. */
export const baixa = (over: Partial<DistrictDirectory> = {}): DistrictDirectory => ({
  tenant: 'demo',
  city: 'lisbon',
  district: '1100',
  revision: 1,
  name: 'Baixa',
  timeZone: 'Europe/Lisbon',
  clock: 'wall',
  boundary: [
    [-9.2, 38.7],
    [-9.1, 38.7],
    [-9.1, 38.8],
    [-9.2, 38.8],
    [-9.2, 38.7],
  ],
  areaKm2: 97,
  registerSets: [
    [{ code: '1-0:1.29.0', kind: 'interval', intervalMs: 900_000, maximumWatts: 10_000 }],
    [
      { code: '1-0:1.8.0', kind: 'cumulative', intervalMs: 900_000 },
      { code: '1-0:1.7.0', kind: 'gauge', intervalMs: 10_000, maximumWatts: 10_000 },
    ],
    [{ code: '1-0:1.29.0', kind: 'interval', intervalMs: 60_000 }],
  ],
  sensors: [
    sensor('interval-1', 0, 0),
    sensor('meter-1', 1, 1),
    sensor('asleep', 2, 0, false),
    sensor('point:38.72000,-9.14000', 3, 2),
  ],
  ...over,
});
