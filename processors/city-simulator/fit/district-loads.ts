import { deviation, mean, rounded, rowsOf } from './rows.ts';
import { type HourlyTemperature, leastSquares } from './weather.ts';

/** Degrees Celsius of the last day's mean below which people heat, above which they cool. */
export const HEATING_BELOW = 15;
export const COOLING_ABOVE = 21;
const ROUNDS = 30;
const HOURS_OF_WEEK = 168;

const localParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Lisbon',
  weekday: 'short',
  hour: '2-digit',
  hourCycle: 'h23',
  month: 'numeric',
});
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

interface Hour {
  readonly hourOfWeek: number;
  readonly month: number;
  readonly heating: number;
  readonly cooling: number;
  readonly logKwh: number;
}

/** Mean of the 24 hours up to each: buildings answer to the day, not to the moment. */
function dayMeans(temperatures: readonly HourlyTemperature[]): Map<number, number> {
  const means = new Map<number, number>();
  let sum = 0;
  for (const [i, { time, celsius }] of temperatures.entries()) {
    sum += celsius - (temperatures[i - 24]?.celsius ?? 0);
    if (i >= 23) means.set(time, sum / 24);
  }
  return means;
}

/**
 * ln(kWh) = hour of week + month + heating x degrees below + cooling x degrees above, by turns until it settles. Hours
 * far from their neighbours' level (outages at the source, clock changes) are left out: a city should not learn them.
 */
export async function fitDistrictLoads(file: string, temperatures: readonly HourlyTemperature[]) {
  const means = dayMeans(temperatures);
  const hours = new Map<string, Hour[]>();
  for await (const row of rowsOf(file)) {
    const time = Date.parse(row['ts_utc']!);
    const celsius = means.get(time);
    if (celsius === undefined) continue;
    const parts = Object.fromEntries(localParts.formatToParts(time).map(({ type, value }) => [type, value]));
    const hour: Hour = {
      hourOfWeek: WEEKDAYS.indexOf(parts['weekday']!) * 24 + Number(parts['hour']),
      month: Number(parts['month']) - 1,
      heating: Math.max(0, HEATING_BELOW - celsius),
      cooling: Math.max(0, celsius - COOLING_ABOVE),
      logKwh: Math.log(Number(row['kwh'])),
    };
    const known = hours.get(row['cp4']!);
    if (known) known.push(hour);
    else hours.set(row['cp4']!, [hour]);
  }
  return Object.fromEntries([...hours].sort().map(([district, of]) => [district, fitOne(of)]));
}

function fitOne(all: readonly Hour[]) {
  const sorted = all.map(({ logKwh }) => logKwh).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const hours = all.filter(({ logKwh }) => Math.abs(logKwh - median) < Math.log(4));
  const week = new Array<number>(HOURS_OF_WEEK).fill(0);
  const months = new Array<number>(12).fill(0);
  let [heating, cooling] = [0, 0];
  const answer = (hour: Hour) => heating * hour.heating + cooling * hour.cooling;
  for (let round = 0; round < ROUNDS; round++) {
    means(
      week,
      hours,
      (hour) => hour.hourOfWeek,
      (hour) => hour.logKwh - months[hour.month]! - answer(hour),
    );
    means(
      months,
      hours,
      (hour) => hour.month,
      (hour) => hour.logKwh - week[hour.hourOfWeek]! - answer(hour),
    );
    [heating, cooling] = leastSquares(
      hours.map((hour) => [hour.heating, hour.cooling]),
      hours.map((hour) => hour.logKwh - week[hour.hourOfWeek]! - months[hour.month]!),
    ).map((slope) => Math.max(0, slope)) as [number, number];
  }
  // October is not in the data: it stands between its neighbours.
  months[9] = (months[8]! + months[10]!) / 2;
  const level = mean(months);
  const residuals = hours.map(
    (hour) => hour.logKwh - week[hour.hourOfWeek]! - months[hour.month]! - answer(hour),
  );
  return {
    /** Kilowatts from Monday 00:00 local time on, at the year's mean and without heating or cooling. */
    weekKw: week.map((log) => rounded(Math.exp(log + level), 1)),
    monthFactors: months.map((log) => rounded(Math.exp(log - level), 4)),
    heatingPerDegree: rounded(heating, 5),
    coolingPerDegree: rounded(cooling, 5),
    residualDeviation: rounded(deviation(residuals), 4),
    measuredMeanKw: rounded(mean(all.map(({ logKwh }) => Math.exp(logKwh))), 1),
  };
}

function means(
  into: number[],
  hours: readonly Hour[],
  slot: (hour: Hour) => number,
  value: (hour: Hour) => number,
) {
  const sums = new Array<number>(into.length).fill(0);
  const counts = new Array<number>(into.length).fill(0);
  for (const hour of hours) {
    sums[slot(hour)]! += value(hour);
    counts[slot(hour)]!++;
  }
  for (let i = 0; i < into.length; i++) if (counts[i]! > 0) into[i] = sums[i]! / counts[i]!;
}
