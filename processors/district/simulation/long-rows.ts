import type { LongWindow, LongWindows } from '@citywatt/measurement-store/long-windows';
import {
  ACTIVE_IMPORT,
  type DistrictRollupRow,
  type SensorRollupRow,
} from '@citywatt/measurement-store/rows';
import type { StoredRollups } from './stored-rollups.ts';

/** What `writeLongWindows` says in SQL, in two statements: first the sensors' rows, then the districts' from those. */

interface Due extends LongWindow {
  readonly tenant: string;
  readonly city: string;
  readonly district: string;
  readonly version: bigint;
  readonly onlyDiffering: boolean;
}

function* dueOf({ tenant, city, windows, districts }: LongWindows): Generator<Due> {
  for (const { district, version, onlyDiffering, windows: places } of districts) {
    for (const place of places) {
      yield { ...windows[place]!, tenant, city, district, version, onlyDiffering };
    }
  }
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0);

/** Of rows that hold something; 0 without any. */
const oldestOf = (rows: readonly SensorRollupRow[]) => {
  const times = rows.map((row) => row.oldestIngestTime).filter((time) => time > 0);
  return times.length === 0 ? 0 : Math.min(...times);
};

function rowsOf(rollups: StoredRollups, due: Due, resolution: SensorRollupRow['resolution'], until: number) {
  return [...rollups.sensorRows].filter(
    (row) =>
      row.resolution === resolution &&
      row.district === due.district &&
      row.register === ACTIVE_IMPORT &&
      row.windowStart >= due.start &&
      row.windowStart < until &&
      row.city === due.city &&
      row.tenant === due.tenant,
  );
}

const sameBut = <Row extends SensorRollupRow | DistrictRollupRow>(a: Row, b: Row) =>
  (Object.keys(a) as (keyof Row)[]).every(
    (name) => name === 'version' || String(a[name]) === String(b[name]),
  );

export function longSensorRows(rollups: StoredRollups, request: LongWindows): SensorRollupRow[] {
  const made: SensorRollupRow[] = [];
  for (const due of dueOf(request)) {
    const quarters = rowsOf(rollups, due, 'quarter-hour', due.end);
    for (const [sensorNumber, own] of Map.groupBy(quarters, (row) => row.sensorNumber)) {
      const last = own.reduce((a, b) => (a.windowStart > b.windowStart ? a : b));
      const row: SensorRollupRow = {
        tenant: due.tenant,
        city: due.city,
        district: due.district,
        sensorNumber,
        register: ACTIVE_IMPORT,
        resolution: request.resolution,
        windowStart: due.start,
        energyMilliwattHours: sum(own, (one) => one.energyMilliwattHours),
        readingCount: sum(own, (one) => one.readingCount),
        quality: Math.max(...own.map((one) => one.quality)),
        residential: last.residential,
        deliveryPoints: Math.max(...own.map((one) => one.deliveryPoints)),
        oldestIngestTime: oldestOf(own),
        version: due.version,
      };
      const known = rollups.sensorRow(row);
      if (!due.onlyDiffering || !known || !sameBut(known, row)) made.push(row);
    }
  }
  return made;
}

export function longDistrictRows(rollups: StoredRollups, request: LongWindows): DistrictRollupRow[] {
  const made: DistrictRollupRow[] = [];
  for (const due of dueOf(request)) {
    const sensors = rowsOf(rollups, due, request.resolution, due.start + 1);
    if (sensors.length === 0) continue;
    const quarters = rowsOf(rollups, due, 'quarter-hour', due.end);
    const energy = sum(sensors, (one) => one.energyMilliwattHours);
    const points = (residential: boolean) =>
      sum(
        sensors.filter((one) => one.residential === residential && one.oldestIngestTime > 0),
        (one) => one.deliveryPoints,
      );
    const largest = Math.max(
      ...sensors.map((one) => Math.max(one.energyMilliwattHours, 0) / Math.max(one.deliveryPoints, 1)),
    );
    const key = { tenant: due.tenant, city: due.city, district: due.district };
    const before = rollups.districtRow({ ...key, resolution: request.resolution, windowStart: due.start });
    const changed = before?.state === 'final' && before.energyMilliwattHours !== energy;
    const row: DistrictRollupRow = {
      ...key,
      register: ACTIVE_IMPORT,
      resolution: request.resolution,
      windowStart: due.start,
      windowEnd: due.end,
      energyMilliwattHours: energy,
      state: changed || before?.state === 'revised' ? 'revised' : 'final',
      readingCount: sum(sensors, (one) => one.readingCount),
      qualityCounts: [0, 1, 2, 3, 4].map((quality) =>
        sum(
          quarters.filter((one) => one.quality === quality),
          (one) => one.readingCount,
        ),
      ) as [number, number, number, number, number],
      contributorsResidential: points(true),
      contributorsOther: points(false),
      largestShare: energy === 0 ? 0 : Math.fround(largest / Math.abs(energy)),
      oldestIngestTime: oldestOf(sensors),
      version: due.version,
    };
    if (!due.onlyDiffering || !before || !sameBut(before, row)) made.push(row);
  }
  return made;
}
