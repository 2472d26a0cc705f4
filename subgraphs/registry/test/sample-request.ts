import type { ProvisionRequest } from '@citywatt/sensor-directory/provision';

type Sensor = ProvisionRequest['districts'][number]['sensors'][number];

export const sampleSensor = (name: string, changes: Partial<Sensor> = {}): Sensor => ({
  name,
  registers: [{ code: '1-0:1.8.0', kind: 'cumulative', intervalMs: 900_000, maximumWatts: 41_400 }],
  customerClass: 'residential',
  deliveryPoints: 1,
  ...changes,
});

export const sampleSensors = (count: number, prefix = 'meter') =>
  Array.from({ length: count }, (_, number) =>
    sampleSensor(`${prefix}-${String(number).padStart(5, '0')}-${(number * 2_654_435_761) % 4_294_967_296}`),
  );

export const sampleRequest = (
  sensors: readonly Sensor[],
  { tenant = 'demo', city = 'porto', district = '4000' } = {},
): ProvisionRequest => ({
  tenant,
  city: { city, name: 'Porto', timeZone: 'Europe/Lisbon', clock: 'wall' },
  districts: [{ district, name: 'Baixa', sensors }],
});
