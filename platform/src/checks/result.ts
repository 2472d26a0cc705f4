export interface CheckResult {
  readonly passed: number;
  readonly failed: number;
  /** Each by its name, with the reason where the test gives one. */
  readonly skipped: readonly string[];
}

export const NOTHING: CheckResult = { passed: 0, failed: 0, skipped: [] };

export interface Check {
  readonly name: string;
  /** What holds when it passes. */
  readonly promise: string;
  run(): Promise<CheckResult>;
}
