import type { Resolution } from '@citywatt/measurement-store/rows';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';
import { CityOfMeters, type CityOptions } from '../pipeline/city-of-meters.ts';

/** Energy in milliwatt-hours by `district start`, for each resolution. */
export type EnergyByWindow = Readonly<Record<Resolution, ReadonlyMap<string, number>>>;

type Give = (minute: number, energy: number) => void;
/** Which minutes the energy of [from, to) counts in. */
type Rule = (energy: number, from: number, to: number, kind: SegmentKey['kind'], give: Give) => void;

const MINUTE_MS = 60_000;
/** The input lies in a winter in which the city's days are those of UTC. */
const MINUTES_OF: Readonly<Record<Resolution, number>> = {
  minute: 1,
  'quarter-hour': 15,
  hour: 60,
  day: 1_440,
};

/** Ours: evenly over the time in which it was used, rounded so that the parts add up (docs/adr/0001). */
export const evenly: Rule = (energy, from, to, _kind, give) => {
  const flowedBy = (time: number) => Math.floor((energy * (time - from)) / (to - from));
  for (let minute = Math.floor(from / MINUTE_MS); minute * MINUTE_MS < to; minute++) {
    const since = Math.max(from, minute * MINUTE_MS);
    const until = Math.min(to, (minute + 1) * MINUTE_MS);
    give(minute, flowedBy(until) - flowedBy(since));
  }
};

/** The peer's: all of it where a register was read, and where an interval began. */
export const atOnce: Rule = (energy, from, to, kind, give) =>
  give(Math.floor((kind === 'interval' ? from : to) / MINUTE_MS), energy);

interface DistrictCount {
  readonly minutes: Map<number, number>;
  /** Of each sensor's last reading; NaN before the first. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Counts the city's readings anew, from the generator alone, up to where the producers stop. */
export function expectedWindows(options: CityOptions, readings: number, rule: Rule): EnergyByWindow {
  const districts = new Map<string, DistrictCount>();
  let counted = 0;
  const countOf = (district: string) => {
    let count = districts.get(district);
    if (!count) {
      const column = () => new Float64Array(options.sensors).fill(Number.NaN);
      count = { minutes: new Map(), times: column(), values: column() };
      districts.set(district, count);
    }
    return count;
  };
  const sink = {
    add({ district, kind, intervalMs }: SegmentKey, sensor: number, time: number, value: number) {
      counted++;
      const count = countOf(district);
      const give: Give = (minute, energy) => {
        count.minutes.set(minute, (count.minutes.get(minute) ?? 0) + energy);
      };
      if (kind === 'interval') return rule(value, time - intervalMs, time, kind, give);
      const before = count.times[sensor]!;
      if (!Number.isNaN(before)) rule(value - count.values[sensor]!, before, time, kind, give);
      count.times[sensor] = time;
      count.values[sensor] = value;
    },
  };
  const city = new CityOfMeters(options);
  for (let minute = 0; counted < readings; minute++) {
    for (const partition of city.partitions) city.minute(partition, minute, sink);
  }
  const gathered = (resolution: Resolution) => gather(districts, MINUTES_OF[resolution]);
  return {
    minute: gathered('minute'),
    'quarter-hour': gathered('quarter-hour'),
    hour: gathered('hour'),
    day: gathered('day'),
  };
}

function gather(districts: ReadonlyMap<string, DistrictCount>, minutes: number): Map<string, number> {
  const windows = new Map<string, number>();
  for (const [district, count] of districts) {
    for (const [minute, energy] of count.minutes) {
      const window = `${district} ${Math.floor(minute / minutes) * minutes * MINUTE_MS}`;
      windows.set(window, (windows.get(window) ?? 0) + energy);
    }
  }
  return windows;
}
