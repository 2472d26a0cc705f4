import { deviation, mean, rounded, rowsOf } from './rows.ts';

const SLOTS = 48;
const QUANTILES = 40;
/** Meters with fewer half hours say too little of a year. */
const LEAST_ROWS = 8_000;

interface Slot {
  readonly kwh: number[];
}

/**
 * What a household does: its mean, its day (working days and weekends by half hour), and how far one half hour strays
 * from what is usual for that household, month and time of day.
 */
export async function fitHouseholds(file: string) {
  const customers = new Map<string, { sum: number; count: number; slots: Map<string, Slot> }>();
  for await (const row of rowsOf(file)) {
    const kwh = Number(row['kwh']);
    if (row['kwh'] === '' || !(kwh >= 0)) continue;
    const time = row['local_time']!;
    const weekday = new Date(`${time}Z`).getUTCDay();
    const half = Number(time.slice(11, 13)) * 2 + (time.slice(14, 16) === '30' ? 1 : 0);
    const key = `${time.slice(0, 7)} ${weekday === 0 || weekday === 6 ? 1 : 0} ${half}`;
    const customer = customers.get(row['customer_id']!) ?? { sum: 0, count: 0, slots: new Map() };
    customers.set(row['customer_id']!, customer);
    customer.sum += kwh;
    customer.count++;
    const slot = customer.slots.get(key) ?? { kwh: [] };
    customer.slots.set(key, slot);
    slot.kwh.push(kwh);
  }
  const kept = [...customers.values()].filter(({ count }) => count >= LEAST_ROWS);
  const meansKw = kept.map(({ sum, count }) => (2 * sum) / count);
  const day = [0, 1].map(() => Array.from({ length: SLOTS }, () => [] as number[]));
  const strays: number[] = [];
  for (const [c, { slots }] of kept.entries()) {
    for (const [key, { kwh }] of slots) {
      const [, weekend, half] = key.split(' ').map(Number);
      const usual = mean(kwh);
      day[weekend!]![half!]!.push((2 * usual) / meansKw[c]!);
      if (kwh.length >= 6 && usual > 0) for (const value of kwh) strays.push(value / usual);
    }
  }
  strays.sort((a, b) => a - b);
  // Means of slices, not points: their mean is 1, so noise adds no energy.
  const quantiles = Array.from({ length: QUANTILES }, (_, q) =>
    mean(
      strays.slice(
        Math.floor((q * strays.length) / QUANTILES),
        Math.floor(((q + 1) * strays.length) / QUANTILES),
      ),
    ),
  );
  return {
    households: kept.length,
    meanKw: rounded(mean(meansKw), 4),
    logMeanDeviation: rounded(deviation(meansKw.map(Math.log)), 4),
    workingDay: day[0]!.map((values) => rounded(mean(values), 4)),
    weekend: day[1]!.map((values) => rounded(mean(values), 4)),
    strayQuantiles: quantiles.map((value) => rounded(value, 4)),
  };
}
