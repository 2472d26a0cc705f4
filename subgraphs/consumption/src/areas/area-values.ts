import { suppressionOf } from '@citywatt/access-policy/privacy-gate';
import type { AreaCell } from '@citywatt/measurement-store/area-cells';
import { HOUR_MS } from '@citywatt/measurement-store/windows';
import { QUALITIES } from '@citywatt/reading-stream/reading';
import type { AreaValue } from '../generated/resolver-types.generated.ts';
import { nameOf } from '../series/asked-range.ts';
import { energyKwh } from '../series/presented-series.ts';

export interface AreaWindowValue {
  readonly start: number;
  readonly end: number;
  readonly value: AreaValue;
}

const gateOf = (cell: AreaCell) =>
  suppressionOf({
    residential: cell.contributorsResidential,
    other: cell.contributorsOther,
    largestShare: cell.largestShare,
  });

/** A district's cells, each shown or with the reason why it is not. */
export const districtValues = (cells: readonly AreaCell[]): readonly AreaWindowValue[] =>
  cells.map((cell) => {
    const suppression = gateOf(cell);
    return presentCell(cell, suppression && nameOf(suppression));
  });

/**
 * A city's windows: the sums of its districts'. Each cell is one that anybody can add up from
 * the districts; where exactly one of those is hidden, the sum is hidden with it, or it would follow by subtraction.
 * A window that some district has not closed yet is not there.
 */
export function cityValues(series: readonly (readonly AreaCell[])[]): readonly AreaWindowValue[] {
  const windows = Map.groupBy(series.flat(), (cell) => cell.start);
  const lastClosed = Math.min(
    ...series.filter((cells) => cells.length > 0).map((cells) => cells.at(-1)!.start),
  );
  return [...windows]
    .filter(([start]) => start <= lastClosed)
    .sort(([a], [b]) => a - b)
    .map(([, cells]) => {
      const sum = sumOf(cells);
      const hidden = cells.filter((cell) => gateOf(cell) !== undefined);
      const suppression = gateOf(sum);
      if (suppression) return presentCell(sum, nameOf(suppression));
      return presentCell(sum, hidden.length === 1 ? 'COMPLEMENTARY' : undefined);
    });
}

function sumOf(cells: readonly AreaCell[]): AreaCell {
  const energy = cells.reduce((sum, cell) => sum + cell.energyMilliwattHours, 0);
  const largest = Math.max(...cells.map((cell) => cell.largestShare * Math.abs(cell.energyMilliwattHours)));
  return {
    start: cells[0]!.start,
    end: cells[0]!.end,
    energyMilliwattHours: energy,
    quality: Math.max(...cells.map((cell) => cell.quality)),
    contributorsResidential: cells.reduce((sum, cell) => sum + cell.contributorsResidential, 0),
    contributorsOther: cells.reduce((sum, cell) => sum + cell.contributorsOther, 0),
    largestShare: energy === 0 ? 0 : largest / Math.abs(energy),
  };
}

type Reason = Extract<AreaValue, { __typename?: 'SuppressedValue' }>['reason'];

function presentCell(cell: AreaCell, reason: Reason | undefined): AreaWindowValue {
  const { start, end, quality } = cell;
  const kwh = energyKwh(cell.energyMilliwattHours);
  return {
    start,
    end,
    value:
      reason === undefined
        ? {
            __typename: 'MeasuredValue',
            energyKwh: kwh,
            averagePowerKw: kwh / ((end - start) / HOUR_MS),
            quality: nameOf(QUALITIES[quality] ?? 'missing'),
          }
        : { __typename: 'SuppressedValue', reason },
  };
}
