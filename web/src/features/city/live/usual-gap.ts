const LEARNED_UP_TO_MS = 30_000;
const WEIGHT = 0.2;

/** How far apart events come: a city of minute meters is not stale after three seconds. */
export interface UsualGap {
  readonly usualMs: number;
  arrived(atMs: number): void;
  /** What follows is caught up, and says nothing about the rhythm. */
  interrupted(): void;
}

export function createUsualGap(): UsualGap {
  let usualMs = 0;
  let last: number | undefined;
  return {
    get usualMs() {
      return usualMs;
    },
    arrived(atMs) {
      const gapMs = last === undefined ? undefined : atMs - last;
      last = atMs;
      if (gapMs !== undefined && gapMs <= LEARNED_UP_TO_MS) usualMs += WEIGHT * (gapMs - usualMs);
    },
    interrupted() {
      last = undefined;
    },
  };
}
