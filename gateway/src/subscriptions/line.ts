/** Does work, a bounded amount at a time; what has to wait is done in the order in which it came. */
export type Line = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function line(most: number): Line {
  let waiting: (() => void)[] = [];
  let first = 0;
  let running = 0;

  const leave = () => {
    const next = waiting[first++];
    if (next !== undefined) return next();
    running--;
    // Taking each from the front of the array would move all that are behind it.
    waiting = [];
    first = 0;
  };
  return async (work) => {
    if (running < most) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
