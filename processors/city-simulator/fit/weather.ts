import { dayBasis, yearBasis } from '../src/city/climate.ts';
import { deviation, mean, rounded, rowsOf } from './rows.ts';

export interface HourlyTemperature {
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly celsius: number;
}

export async function readTemperatures(file: string): Promise<HourlyTemperature[]> {
  const hours: HourlyTemperature[] = [];
  for await (const row of rowsOf(file)) {
    hours.push({ time: Date.parse(row['ts_utc']!), celsius: Number(row['temperature_c']) });
  }
  return hours;
}

const basis = (time: number) => [...yearBasis(time), ...dayBasis(time)];

/** Least squares by the normal equations; the columns are nearly orthogonal, so elimination is enough. */
export function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const size = rows[0]!.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const [r, row] of rows.entries()) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) matrix[i]![j]! += row[i]! * row[j]!;
      matrix[i]![size]! += row[i]! * targets[r]!;
    }
  }
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let k = i + 1; k < size; k++) {
      if (Math.abs(matrix[k]![i]!) > Math.abs(matrix[pivot]![i]!)) pivot = k;
    }
    [matrix[i], matrix[pivot]] = [matrix[pivot]!, matrix[i]!];
    for (let k = 0; k < size; k++) {
      if (k === i) continue;
      const factor = matrix[k]![i]! / matrix[i]![i]!;
      for (let j = i; j <= size; j++) matrix[k]![j]! -= factor * matrix[i]![j]!;
    }
  }
  return matrix.map((row, i) => row[size]! / row[i]!);
}

/** The climate and, as what it leaves over, how far the weather of a day strays from it. */
export function fitWeather(hours: readonly HourlyTemperature[]) {
  const rows = hours.map(({ time }) => basis(time));
  const coefficients = leastSquares(
    rows,
    hours.map(({ celsius }) => celsius),
  );
  const strays = hours.map(
    ({ celsius }, i) => celsius - rows[i]!.reduce((sum, value, c) => sum + value * coefficients[c]!, 0),
  );
  const days: number[] = [];
  for (let i = 0; i + 24 <= strays.length; i += 24) days.push(mean(strays.slice(i, i + 24)));
  return {
    coefficients: coefficients.map((value) => rounded(value, 4)),
    dayDeviationCelsius: rounded(deviation(days), 3),
  };
}
