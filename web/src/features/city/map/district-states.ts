import type { DistrictOutline } from '../city-outline.ts';
import { type LiveColumns, type Sureness, surenessOf } from '../live/live-columns.ts';
import { breaksOf, type Measure, measureValue, rampStep } from './load-ramp.ts';

export interface DistrictState {
  readonly powerKw: number;
  readonly sureness: Sureness;
  /** Step of the ramp; undefined without data. */
  readonly step: number | undefined;
}

export function districtStates(
  districts: readonly DistrictOutline[],
  columns: LiveColumns,
  measure: Measure,
  peaksKw: ReadonlyMap<string, number>,
): DistrictState[] {
  return districts.map(({ id, areaKm2 }, index) => {
    const sureness = surenessOf(columns, index);
    const powerKw = columns.powerKw[index] ?? 0;
    const value = measureValue(measure, powerKw, { areaKm2, peakKw: peaksKw.get(id) });
    const known = sureness !== 'missing' && value !== undefined;
    return { powerKw, sureness, step: known ? rampStep(value, breaksOf[measure]) : undefined };
  });
}
