const SHRINKS_EVERY_MS = 60_000;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000];
const TICKS = 6;

export interface YRange {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** Whole steps around the values, four to seven of them. */
export function yRangeOf(min: number, max: number): YRange {
  const spread = Math.max(max - min, 0.4, Math.abs(max) * 0.01);
  const step = STEPS.find((known) => spread / known <= TICKS - 1) ?? STEPS.at(-1)!;
  const low = Math.max(0, Math.floor((min - step * 0.15) / step) * step);
  const high = Math.max(low + step, Math.ceil((max + step * 0.15) / step) * step);
  return { low, high, step };
}

/** A live scale grows at once but shrinks once a minute at most, so that the line does not jump under the eye. */
export function createYScale(): (min: number, max: number, nowMs: number) => YRange {
  let current: YRange | undefined;
  let changedMs = 0;
  return (min, max, nowMs) => {
    const wanted = yRangeOf(min, max);
    const grows = current === undefined || wanted.low < current.low || wanted.high > current.high;
    if (current !== undefined && !grows && nowMs - changedMs < SHRINKS_EVERY_MS) return current;
    const differs = wanted.low !== current?.low || wanted.high !== current?.high;
    if (differs) changedMs = nowMs;
    current = differs || current === undefined ? wanted : current;
    return current;
  };
}
