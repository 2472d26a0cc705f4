import type { TestStack } from '@citywatt/test-harness/test-stack';

/** One line of a result: what was measured, beside what it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is meant to reach; a share or duration is meant to stay below. */
  readonly goal?: number;
  /** The same work without what is measured, in the same run and unit. */
  readonly baseline?: number;
  /** value / baseline */
  readonly ratio?: number;
}

export interface BenchmarkRun {
  /** A small input: to see that it works, not to quote. */
  readonly short: boolean;
  /** Further arguments, as given. */
  readonly args: readonly string[];
  say(line: string): void;
  /** Real stores of this run; they start when they are first asked for, and end with it. */
  testStack(): Promise<TestStack>;
}

/** What each file of `benchmarks/` exports as `run`; beside it `about`, one line of what it measures. */
export type Benchmark = (run: BenchmarkRun) => Promise<readonly Figure[]>;

export function figure(
  name: string,
  value: number,
  unit: string,
  against: { readonly goal?: number; readonly baseline?: number } = {},
): Figure {
  const { baseline } = against;
  return {
    name,
    value: rounded(value),
    unit,
    ...(against.goal === undefined ? {} : { goal: against.goal }),
    ...(baseline === undefined ? {} : { baseline: rounded(baseline), ratio: rounded(value / baseline) }),
  };
}

/** Four digits say all that one run can. */
function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(4));
}
