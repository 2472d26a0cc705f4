/**
 * Runs `work` over a source with up to `most` in flight and yields the results in the source's order.
 * Written by hand: a generator that is parked on its source does not hear `return()` before the next event, and keeps
 * what it holds until then.
 */
export function ordered<In, Out>(
  source: AsyncIterator<In>,
  most: number,
  work: (value: In) => Promise<Out>,
): AsyncIterator<Out, undefined> {
  const done = { done: true, value: undefined } as const;
  const inFlight: Promise<IteratorResult<Out, undefined>>[] = [];
  let ended = false;
  /** At most one is asked of the source at a time: asking more would only park promises on it. */
  let asking = false;

  const pull = async (): Promise<IteratorResult<Out, undefined>> => {
    asking = true;
    let next: IteratorResult<In>;
    try {
      next = await source.next();
    } finally {
      asking = false;
    }
    if (next.done) {
      ended = true;
      return done;
    }
    fill();
    return { done: false, value: await work(next.value) };
  };
  const fill = () => {
    if (ended || asking || inFlight.length >= most) return;
    const result = pull();
    // Whoever takes it sees the failure; without this a failure behind an earlier one would end the process.
    result.catch(() => {});
    inFlight.push(result);
  };

  return {
    async next() {
      if (inFlight.length === 0) fill();
      const head = inFlight.shift();
      if (head === undefined) return done;
      const result = await head;
      fill();
      return result;
    },
    async return() {
      ended = true;
      await source.return?.();
      return done;
    },
  };
}
