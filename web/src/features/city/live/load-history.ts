const STEP_SECONDS = 5;
const CAPACITY = 1_080;

/** The city's load of the last hour and a half at steps of five seconds, in a ring that never grows. */
export interface LoadHistory {
  readonly stepSeconds: number;
  push(epochSeconds: number, powerKw: number): void;
  /** The last value of the step that holds the moment; undefined where none arrived. */
  at(epochSeconds: number): number | undefined;
  /** The first moment that the ring holds; infinite while it is empty. */
  readonly since: number;
}

export function createLoadHistory(): LoadHistory {
  const steps = new Float64Array(CAPACITY).fill(-1);
  const values = new Float64Array(CAPACITY);
  let since = Number.POSITIVE_INFINITY;
  return {
    stepSeconds: STEP_SECONDS,
    push(epochSeconds, powerKw) {
      const step = Math.floor(epochSeconds / STEP_SECONDS);
      steps[step % CAPACITY] = step;
      values[step % CAPACITY] = powerKw;
      since = Math.max(Math.min(since, step * STEP_SECONDS), (step - CAPACITY + 1) * STEP_SECONDS);
    },
    at(epochSeconds) {
      const step = Math.floor(epochSeconds / STEP_SECONDS);
      return steps[step % CAPACITY] === step ? values[step % CAPACITY] : undefined;
    },
    get since() {
      return since;
    },
  };
}
