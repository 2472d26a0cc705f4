import type { DistrictScope } from '@citywatt/measurement-store/repair';
import {
  ACTIVE_IMPORT,
  type DistrictRollupRow,
  type Resolution,
  type SensorRollupRow,
} from '@citywatt/measurement-store/rows';
import type { StoredWindow, StoredWindows } from '@citywatt/measurement-store/stored-windows';
import type { NativeColumns } from './native-reader.ts';

type Row = SensorRollupRow | DistrictRollupRow;

const inScope = (row: Row, scope: DistrictScope) =>
  row.district === scope.district && row.city === scope.city && row.tenant === scope.tenant;

/** A `ReplacingMergeTree(version)` read with FINAL: of rows of one key the highest version stays, of equals the last. */
class Table<Of extends Row> {
  readonly rows = new Map<string, Of>();
  readonly #keyOf: (row: Of) => string;
  readonly #onRow: (row: Of, before: Of | undefined) => void;

  constructor(keyOf: (row: Of) => string, onRow: (row: Of, before: Of | undefined) => void) {
    this.#keyOf = keyOf;
    this.#onRow = onRow;
  }

  insert(row: Of): void {
    const key = this.#keyOf(row);
    const before = this.rows.get(key);
    this.#onRow(row, before);
    if (!before || before.version <= row.version) this.rows.set(key, row);
  }
}

export interface RowWatch {
  /** Each row as it comes in, with the one of its key that counted until then. */
  sensorRow(row: SensorRollupRow, before: SensorRollupRow | undefined): void;
  districtRow(row: DistrictRollupRow, before: DistrictRollupRow | undefined): void;
}

/** `sensor_rollups` and `district_rollups`. */
export class StoredRollups {
  readonly #sensors: Table<SensorRollupRow>;
  readonly #districts: Table<DistrictRollupRow>;

  constructor(watch: RowWatch) {
    this.#sensors = new Table<SensorRollupRow>(sensorRowKey, (row, before) => watch.sensorRow(row, before));
    this.#districts = new Table<DistrictRollupRow>(districtRowKey, (row, before) =>
      watch.districtRow(row, before),
    );
  }

  get sensorRows(): Iterable<SensorRollupRow> {
    return this.#sensors.rows.values();
  }

  get districtRows(): Iterable<DistrictRollupRow> {
    return this.#districts.rows.values();
  }

  sensorRow(key: Pick<SensorRollupRow, keyof DistrictScope | 'sensorNumber' | 'resolution' | 'windowStart'>) {
    return this.#sensors.rows.get(sensorRowKey({ ...key, register: ACTIVE_IMPORT }));
  }

  districtRow(key: Pick<DistrictRollupRow, keyof DistrictScope | 'resolution' | 'windowStart'>) {
    return this.#districts.rows.get(districtRowKey({ ...key, register: ACTIVE_IMPORT }));
  }

  insertSensors(rows: readonly SensorRollupRow[]): void {
    for (const row of rows) this.#sensors.insert(row);
  }

  insertDistricts(rows: readonly DistrictRollupRow[]): void {
    for (const row of rows) this.#districts.insert(row);
  }

  /** Of the quarter hours that the store holds of a range; 0 without any. */
  oldestQuarterVersion(scope: DistrictScope, from: number, to: number): bigint {
    let oldest: bigint | undefined;
    for (const row of this.#districts.rows.values()) {
      if (!inScope(row, scope) || row.register !== ACTIVE_IMPORT || row.resolution !== 'quarter-hour')
        continue;
      if (row.windowStart < from || row.windowStart >= to) continue;
      if (oldest === undefined || row.version < oldest) oldest = row.version;
    }
    return oldest ?? 0n;
  }

  stored(scope: DistrictScope, from: number, to: number): StoredWindows {
    const within = (row: Row) =>
      inScope(row, scope) &&
      row.register === ACTIVE_IMPORT &&
      row.windowStart >= from &&
      row.windowStart < to;
    const windows = (resolution: Resolution): StoredWindow[] =>
      [...this.#districts.rows.values()]
        .filter((row) => row.resolution === resolution && within(row))
        .map((row) => ({
          resolution,
          start: row.windowStart,
          energyMilliwattHours: row.energyMilliwattHours,
          state: row.state,
          readingCount: row.readingCount,
          qualityCounts: row.qualityCounts,
          contributorsResidential: row.contributorsResidential,
          contributorsOther: row.contributorsOther,
          largestShare: Math.fround(row.largestShare),
          oldestIngestTime: row.oldestIngestTime,
        }));
    return {
      sensorQuarters: [...this.#sensors.rows.values()]
        .filter((row) => row.resolution === 'quarter-hour' && within(row))
        .map((row) => ({
          sensorNumber: row.sensorNumber,
          start: row.windowStart,
          energyMilliwattHours: row.energyMilliwattHours,
          readingCount: row.readingCount,
          quality: row.quality,
          residential: row.residential,
          deliveryPoints: row.deliveryPoints,
          oldestIngestTime: row.oldestIngestTime,
        })),
      minutes: windows('minute'),
      quarters: windows('quarter-hour'),
    };
  }
}

type SensorRowKey = Pick<
  SensorRollupRow,
  keyof DistrictScope | 'sensorNumber' | 'register' | 'resolution' | 'windowStart'
>;
type DistrictRowKey = Omit<SensorRowKey, 'sensorNumber'>;

const districtRowKey = (row: DistrictRowKey) =>
  `${row.tenant}/${row.city}/${row.district}/${row.register}/${row.resolution}/${row.windowStart}`;
const sensorRowKey = (row: SensorRowKey) => `${districtRowKey(row)}/${row.sensorNumber}`;

/** The rows of a block, as the store reads them. */
export function sensorRowsIn(block: NativeColumns): SensorRollupRow[] {
  const [tenant, city, district, register, resolution] = [
    'tenant',
    'city',
    'district',
    'register',
    'resolution',
  ].map((column) => block.text(column)) as [string[], string[], string[], string[], Resolution[]];
  const sensorNumber = block.number('sensor_number');
  const windowStart = block.number('window_start');
  const energy = block.number('energy_milliwatt_hours');
  const readingCount = block.number('reading_count');
  const quality = block.number('quality');
  const residential = block.number('residential');
  const deliveryPoints = block.number('delivery_points');
  const oldest = block.number('oldest_ingest_time');
  const version = block.whole('version');
  return Array.from({ length: block.rows }, (_, row) => ({
    tenant: tenant[row]!,
    city: city[row]!,
    district: district[row]!,
    sensorNumber: sensorNumber[row]!,
    register: register[row]!,
    resolution: resolution[row]!,
    windowStart: windowStart[row]! * 1_000,
    energyMilliwattHours: energy[row]!,
    readingCount: readingCount[row]!,
    quality: quality[row]!,
    residential: residential[row] === 1,
    deliveryPoints: deliveryPoints[row]!,
    oldestIngestTime: oldest[row]!,
    version: version[row]!,
  }));
}
