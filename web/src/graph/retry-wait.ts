const FIRST_MS = 250;
const LONGEST_MS = 2_500;

/** Full jitter over a doubling span: a city of browsers must not come back in the same instant. */
export function retryWaitMs(attempt: number, random: () => number = Math.random): number {
  const span = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return FIRST_MS + random() * span;
}
