/** Does work, a bounded amount at a time; what has to wait is done in the order in which it came. */
export type Line = <Result>(work: () => Promise<Result>) => Promise<Result>;

const FORGOTTEN_AT_ONCE = 1_024;

export function line(most: number): Line {
  let waiting: (() => void)[] = [];
  let first = 0;
  let running = 0;

  const leave = () => {
    const next = waiting[first];
    if (next === undefined) {
      running--;
      return;
    }
    first++;
    // Taking each from the front of the array would move all that are behind it.
    if (first === waiting.length || first === FORGOTTEN_AT_ONCE) {
      waiting = waiting.slice(first);
      first = 0;
    }
    next();
  };
  // Once for each event: an async function in between would cost more than all the rest of it.
  const begin: Line = (work) => {
    const result = work();
    result.then(leave, leave);
    return result;
  };
  return (work) => {
    if (running >= most) return new Promise<void>((resolve) => waiting.push(resolve)).then(() => begin(work));
    running++;
    return begin(work);
  };
}
