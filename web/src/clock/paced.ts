export interface Paced {
  request(): void;
  stop(): void;
}

/** Runs soon after it is asked to, at most once in the span; what is asked for within it is done at its end. */
export function paced(everyMs: number, run: () => void): Paced {
  let ranAt = Number.NEGATIVE_INFINITY;
  let pending: ReturnType<typeof setTimeout> | undefined;
  const go = () => {
    pending = undefined;
    ranAt = performance.now();
    run();
  };
  return {
    request() {
      pending ??= setTimeout(go, Math.max(0, everyMs - (performance.now() - ranAt)));
    },
    stop: () => clearTimeout(pending),
  };
}
