import type { DistrictRollupRow, SensorRollupRow } from '@citywatt/measurement-store/rows';
import type {
  StoredSensorQuarter,
  StoredWindow,
  StoredWindows,
} from '@citywatt/measurement-store/stored-windows';
import type { Recounted } from './recount.ts';

/** Those that say something else than what the store holds: most of what is made anew has not changed. */
export function differing(made: Recounted, stored: StoredWindows) {
  const sensors = new Map(stored.sensorQuarters.map((row) => [`${row.sensorNumber}/${row.start}`, row]));
  const districts = new Map(
    [...stored.minutes, ...stored.quarters].map((row) => [`${row.resolution}/${row.start}`, row]),
  );
  return {
    sensors: made.sensorRows.filter((row) => {
      const before = sensors.get(`${row.sensorNumber}/${row.windowStart}`);
      return before === undefined || sensorDiffers(row, before);
    }),
    districts: made.districtRows.filter((row) => {
      const before = districts.get(`${row.resolution}/${row.windowStart}`);
      return before === undefined || districtDiffers(row, before);
    }),
  };
}

const sensorDiffers = (row: SensorRollupRow, before: StoredSensorQuarter) =>
  row.energyMilliwattHours !== before.energyMilliwattHours ||
  row.readingCount !== before.readingCount ||
  row.quality !== before.quality ||
  row.residential !== before.residential ||
  row.deliveryPoints !== before.deliveryPoints ||
  row.oldestIngestTime !== before.oldestIngestTime;

const districtDiffers = (row: DistrictRollupRow, before: StoredWindow) =>
  row.energyMilliwattHours !== before.energyMilliwattHours ||
  row.state !== before.state ||
  row.readingCount !== before.readingCount ||
  row.qualityCounts.some((count, quality) => count !== before.qualityCounts[quality]) ||
  row.contributorsResidential !== before.contributorsResidential ||
  row.contributorsOther !== before.contributorsOther ||
  // As the store holds it.
  Math.fround(row.largestShare) !== before.largestShare ||
  row.oldestIngestTime !== before.oldestIngestTime;
