import { daysAway } from '../../../clock/city-time.ts';
import type { CityDay } from './use-city-day.ts';

export interface DayBar {
  readonly startMs: number;
  /** Undefined without readings. */
  readonly kw: number | undefined;
  readonly step: number;
  readonly estimated: boolean;
  /** Still to come: what is drawn is yesterday. */
  readonly ahead: boolean;
}

const QUARTER_MS = 900_000;
const STEPS = 7;

/** A bar for each quarter hour of the local day, which has 92, 96 or 100 of them; beside it the same local time yesterday. */
export function dayBars(
  day: CityDay,
  startMs: number,
  endMs: number,
  nowMs: number,
  timeZone: string,
): DayBar[] {
  const today = new Map(day.day.points.map((point) => [Date.parse(point.start), point]));
  const before = day.dayBefore.points;
  const yesterday = new Map(before.map((point) => [Date.parse(point.start), point.averagePowerKw]));
  const step = stepper([...day.day.points, ...before].map((point) => point.averagePowerKw));
  const bars: DayBar[] = [];
  for (let at = startMs; at < endMs; at += QUARTER_MS) {
    const ahead = at > nowMs;
    const point = today.get(at);
    const kw = ahead ? yesterday.get(daysAway(at, -1, timeZone)) : point?.averagePowerKw;
    bars.push({
      startMs: at,
      kw,
      step: step(kw ?? 0),
      estimated: !ahead && point?.quality === 'ESTIMATED',
      ahead,
    });
  }
  return bars;
}

/** The ramp of the map over the city's own range of two days. */
function stepper(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high > low)) return () => 1;
  return (value) => Math.min(STEPS, Math.max(1, 1 + Math.floor((STEPS * (value - low)) / (high - low))));
}
