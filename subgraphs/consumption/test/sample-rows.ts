import type { LiveRows } from '@citywatt/live-feed/live-row';
import { ACTIVE_IMPORT, type DistrictRollupRow, type Resolution } from '@citywatt/measurement-store/rows';
import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';

export const directoryOf = (
  tenant: string,
  district: string,
  more: Partial<DistrictDirectory> = {},
): DistrictDirectory => ({
  tenant,
  city: 'lisbon',
  district,
  revision: 1,
  name: district,
  timeZone: 'Europe/Lisbon',
  clock: 'wall',
  boundary: [],
  areaKm2: 1,
  registerSets: [[{ code: '1-0:1.29.0', kind: 'interval', intervalMs: 900_000 }]],
  sensors: [0, 1].map((number) => ({
    name: `${district}-${number}`,
    number,
    registerSet: 0,
    customerClass: 'residential',
    deliveryPoints: 1,
    active: true,
  })),
  ...more,
});

export const rollup = (
  tenant: string,
  district: string,
  resolution: Resolution,
  windowStart: number,
  windowEnd: number,
  energyMilliwattHours: number,
  more: Partial<DistrictRollupRow> = {},
): DistrictRollupRow => ({
  tenant,
  city: 'lisbon',
  district,
  register: ACTIVE_IMPORT,
  resolution,
  windowStart,
  windowEnd,
  energyMilliwattHours,
  state: 'final',
  readingCount: 4,
  qualityCounts: [4, 0, 0, 0, 0],
  contributorsResidential: 1,
  contributorsOther: 0,
  largestShare: 1,
  oldestIngestTime: windowStart,
  version: 1n,
  ...more,
});

export const liveRowsOf = (
  version: number,
  watts: Readonly<Record<string, number>>,
  tenant = 'demo',
): LiveRows => {
  const districts = Object.keys(watts);
  const column = <Value>(value: Value) => districts.map(() => value);
  return {
    partition: 1,
    complete: false,
    tenant: column(tenant),
    city: column('lisbon'),
    district: districts,
    version: column(String(version)),
    eventTime: column(1_790_000_000_000 + version),
    ingestTime: column(0),
    liveLoadWatts: Object.values(watts),
    currentSensors: column(1),
    activeSensors: column(2),
    feed: column('live'),
    latestReadingTime: column(1_790_000_000_000),
    band: column('high'),
    openMinuteStart: column(0),
    openMinuteEnergyMilliwattHours: column(0),
  };
};
