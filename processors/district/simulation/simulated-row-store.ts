import type { DistrictsScope } from '@citywatt/measurement-store/current-readings';
import type { DistrictScope } from '@citywatt/measurement-store/repair';
import type { QuarterSource, RowStore } from '../src/ports.ts';
import type { HistoricalQuarters } from './historical-quarters.ts';
import { longDistrictRows, longSensorRows } from './long-rows.ts';
import { readNative } from './native-reader.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedServer } from './simulated-server.ts';
import { StoredReadings } from './stored-readings.ts';
import { type RowWatch, StoredRollups, sensorRowsIn } from './stored-rollups.ts';

const byDistrict = <Found>(
  { tenant, city, districts }: DistrictsScope,
  find: (scope: DistrictScope) => Found,
): ReadonlyMap<string, Found> =>
  new Map(districts.map((district) => [district, find({ tenant, city, district })]));

type WrittenRow = DistrictScope & { readonly version: bigint };

export interface StoreWatch extends RowWatch {
  /** Rows as a process hands them in. */
  inserted(process: SimulatedProcess, rows: readonly WrittenRow[]): void;
}

/** The tables of `measurement-store` with their keys and versions, and what the repair path asks of them. */
export class SimulatedRowStore {
  readonly readings = new StoredReadings();
  readonly rollups: StoredRollups;
  readonly #server: SimulatedServer;
  readonly #watch: StoreWatch;

  constructor(server: SimulatedServer, watch: StoreWatch) {
    this.#server = server;
    this.#watch = watch;
    this.rollups = new StoredRollups(watch);
  }

  quartersFor(process: SimulatedProcess, history: HistoricalQuarters): QuarterSource {
    return {
      sensorQuarters: (asked) =>
        this.#server.request(process, `quarter hours of ${asked.districts}`, () =>
          history.answer(this.rollups, asked),
        ),
    };
  }

  forProcess(process: SimulatedProcess): RowStore {
    const { readings, rollups } = this;
    const insert = (what: string, rows: readonly WrittenRow[], effect: () => void) =>
      this.#server.request(
        process,
        what,
        () => {
          this.#watch.inserted(process, rows);
          effect();
        },
        { repeats: true },
      );
    const ask = <Result>(what: string, effect: () => Result) => this.#server.request(process, what, effect);
    const insertRead = <Rows>(what: string, read: () => Rows, commit: (rows: Rows) => void) =>
      this.#server.request(process, what, read, { repeats: true, commit });
    return {
      insertRaw: (block, from, to) => {
        const rows = Array.from({ length: to - from }, (_, index) => block.row(from + index));
        return insert(`insert ${rows.length} raw`, rows, () => readings.insert(rows));
      },
      insertSensors: (block, from, to) => {
        const rows = sensorRowsIn(readNative(block.native(from, to).parts));
        return insert(`insert ${rows.length} sensor rollups`, rows, () => rollups.insertSensors(rows));
      },
      insertDistricts: (rows) =>
        insert(`insert ${rows.length} district rollups`, rows, () => rollups.insertDistricts(rows)),
      currentReadings: (scope, from, to, longestIntervalMs, maximumVersion) =>
        ask(`current readings of ${scope.districts}`, () =>
          byDistrict(scope, (one) => readings.current(one, from, to, longestIntervalMs, maximumVersion)),
        ),
      neighbourReadings: (scope, sensorNumbers, range, maximumVersion) =>
        ask(`neighbours of ${scope.district}`, () =>
          readings.neighbours(scope, sensorNumbers, range, maximumVersion),
        ),
      spanOfReadings: (scope, since) => ask(`span of ${scope.district}`, () => readings.span(scope, since)),
      lateArrivals: (scope, from, to, longestIntervalMs, maximumVersion) =>
        ask(`late arrivals of ${scope.district}`, () => {
          const after = rollups.oldestQuarterVersion(scope, from, to);
          return readings.late(scope, from, to, longestIntervalMs, after, maximumVersion);
        }),
      storedWindows: (scope, from, to) =>
        ask(`windows of ${scope.districts}`, () => byDistrict(scope, (one) => rollups.stored(one, from, to))),
      writeLongWindows: async (request) => {
        if (request.windows.length === 0 || request.districts.length === 0) return;
        const what = `${request.windows.length} ${request.resolution}s of ${request.districts.length} districts`;
        await insertRead(
          `write sensors' ${what}`,
          () => longSensorRows(rollups, request),
          (made) => rollups.insertSensors(made),
        );
        await insertRead(
          `write ${what}`,
          () => longDistrictRows(rollups, request),
          (made) => rollups.insertDistricts(made),
        );
      },
    };
  }
}
