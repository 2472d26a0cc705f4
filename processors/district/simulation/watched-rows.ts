import type { DistrictRollupRow, SensorRollupRow } from '@citywatt/measurement-store/rows';
import { districtKey, type ExpectedWindows, sensorKey } from './expected-windows.ts';
import type { RowWatch } from './stored-rollups.ts';
import type { World } from './world.ts';

const SEQUENCE_BITS = 48;
const sequenceOf = (version: bigint) => Number(BigInt.asUintN(SEQUENCE_BITS, version));

/**
 * Every row, whoever writes it and whenever: it must show what the readings up to its version give. So of two rows the
 * one with the higher version is never the poorer, and a window's value falls only where the readings make it fall.
 */
export function watchedRows(world: World, expected: ExpectedWindows): RowWatch {
  const check = (key: string, row: SensorRollupRow | DistrictRollupRow, before: typeof row | undefined) => {
    const sequence = sequenceOf(row.version);
    const energy = row.energyMilliwattHours;
    if (!expected.mayBe(key, sequence, energy)) {
      world.violate(`${key} was written as ${energy} at ${sequence}, which its readings do not give`);
    }
    if (before && before.version === row.version && before.energyMilliwattHours !== energy) {
      world.violate(
        `${key} was written twice at ${sequence}: as ${before.energyMilliwattHours} and as ${energy}`,
      );
    }
  };
  return {
    sensorRow(row, before) {
      if (row.resolution !== 'quarter-hour') return;
      check(sensorKey(row.district, row.sensorNumber, row.windowStart), row, before);
    },
    districtRow(row, before) {
      const { resolution } = row;
      if (resolution !== 'minute' && resolution !== 'quarter-hour') return;
      check(districtKey(row.district, resolution, row.windowStart), row, before);
    },
  };
}
