import {
  ACTIVE_IMPORT_CUMULATIVE,
  ACTIVE_IMPORT_INTERVAL,
  ACTIVE_IMPORT_POWER,
  type RegisterKind,
} from '@citywatt/reading-stream/reading';
import type { DistrictDirectory, Sensor } from '@citywatt/sensor-directory/directory';
import type { Seeded } from '@citywatt/test-harness/seeded';

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;

export const TENANT = 'demo';

/** More than this no sensor of the city can take: a reading that says more is held until it is confirmed. */
export const MAXIMUM_WATTS = 20_000;

const CODES: Readonly<Record<RegisterKind, string>> = {
  cumulative: ACTIVE_IMPORT_CUMULATIVE,
  interval: ACTIVE_IMPORT_INTERVAL,
  gauge: ACTIVE_IMPORT_POWER,
};

const REGISTERS: readonly { readonly kind: RegisterKind; readonly intervalMs: number }[] = [
  { kind: 'interval', intervalMs: QUARTER_MS },
  { kind: 'interval', intervalMs: 30 * MINUTE_MS },
  { kind: 'interval', intervalMs: HOUR_MS },
  { kind: 'cumulative', intervalMs: QUARTER_MS },
  { kind: 'cumulative', intervalMs: 5 * MINUTE_MS },
  { kind: 'gauge', intervalMs: 10 * MINUTE_MS },
];

/** Sensors and cities have changed at once: of a move that are two districts. */
export interface DirectoryChange {
  readonly at: number;
  readonly directories: readonly DistrictDirectory[];
}

/** While a sensor sends: readings at `from` + each interval, the last at `until`. */
export interface SensorLife {
  readonly district: string;
  readonly sensor: number;
  readonly kind: RegisterKind;
  readonly intervalMs: number;
  readonly from: number;
  readonly until: number;
}

export function makeDistrict(
  random: Seeded,
  city: string,
  district: string,
  timeZone: string,
  clock: 'wall' | 'data',
): DistrictDirectory {
  // The first sends quarter hours always: it closes the day in the end.
  const sets = [
    0,
    ...Array.from({ length: random.integer(1, 4) }, () => random.integer(0, REGISTERS.length - 1)),
  ];
  return {
    tenant: TENANT,
    city,
    district,
    revision: 1,
    name: district,
    timeZone,
    clock,
    boundary: [],
    areaKm2: 1,
    registerSets: REGISTERS.map(({ kind, intervalMs }) => [
      {
        code: CODES[kind],
        kind,
        intervalMs,
        ...(kind === 'cumulative' ? {} : { maximumWatts: MAXIMUM_WATTS }),
      },
    ]),
    sensors: sets.map((registerSet, number) => ({
      name: `${district}-${number}`,
      number,
      registerSet,
      customerClass: random.pick(['residential', 'commercial'] as const),
      deliveryPoints: random.integer(1, 3),
      active: true,
    })),
  };
}

/** Of half of the cities: sensors that are added, end, or move to another district while readings come. */
export function changeSensors(
  random: Seeded,
  districts: readonly DistrictDirectory[],
  from: number,
  until: number,
): { readonly changes: readonly DirectoryChange[]; readonly lives: readonly SensorLife[] } {
  const current = new Map(districts.map((directory) => [directory.district, directory]));
  const lives = districts.flatMap((directory) =>
    directory.sensors.map((sensor) => lifeOf(directory, sensor, from, until)),
  );
  const changes: DirectoryChange[] = [];
  const quarters = (until - from) / QUARTER_MS;
  const moments = Array.from({ length: random.next() < 0.5 ? 0 : random.integer(1, 3) }, () =>
    random.integer(1, quarters - 1),
  ).sort((a, b) => a - b);
  for (const moment of moments) {
    const at = from + moment * QUARTER_MS;
    const changed = new Set<string>();
    const change = (district: string, sensors: (before: readonly Sensor[]) => readonly Sensor[]) => {
      const before = current.get(district)!;
      // Of a move within a district both parts are one revision.
      const revision = changed.has(district) ? before.revision : before.revision + 1;
      current.set(district, { ...before, revision, sensors: sensors(before.sensors) });
      changed.add(district);
    };
    const names = [...current.keys()];
    // Not the first of a district: it closes the day in the end.
    const running = lives.filter((life) => life.sensor > 0 && life.until === until && life.from < at);
    const ending = random.next() < 0.7 && running.length > 0 ? random.pick(running) : undefined;
    let registerSet = random.integer(0, REGISTERS.length - 1);
    if (ending) {
      change(ending.district, (sensors) =>
        sensors.map((sensor) => (sensor.number === ending.sensor ? { ...sensor, active: false } : sensor)),
      );
      registerSet = current.get(ending.district)!.sensors[ending.sensor]!.registerSet;
      lives[lives.indexOf(ending)] = { ...ending, until: at };
    }
    // Ended for good, or moved; without one that ends a new one.
    if (!ending || random.next() < 0.6) {
      const district = random.pick(names);
      const added: Sensor = {
        name: ending ? `${ending.district}-${ending.sensor}` : `${district}-${at}`,
        number: current.get(district)!.sensors.length,
        registerSet,
        customerClass: 'residential',
        deliveryPoints: random.integer(1, 3),
        active: true,
      };
      change(district, (sensors) => [...sensors, added]);
      lives.push(lifeOf(current.get(district)!, added, at, until));
    }
    changes.push({ at, directories: [...changed].map((district) => current.get(district)!) });
  }
  return { changes, lives };
}

function lifeOf(directory: DistrictDirectory, sensor: Sensor, from: number, until: number): SensorLife {
  const { kind, intervalMs } = directory.registerSets[sensor.registerSet]![0]!;
  return { district: directory.district, sensor: sensor.number, kind, intervalMs, from, until };
}
