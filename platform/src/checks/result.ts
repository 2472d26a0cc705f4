export interface CheckResult {
  readonly passed: number;
  /** Each by its name, with what it said where that is known: so that the end of a long output tells what to look for. */
  readonly failed: readonly string[];
  /** Each by its name, with the reason where the test gives one. */
  readonly skipped: readonly string[];
}

export const NOTHING: CheckResult = { passed: 0, failed: [], skipped: [] };

/** What a program's report names as failed; when it names nothing and yet ended with an error, that. */
export const orExitCode = (failed: readonly string[], code: number): readonly string[] =>
  failed.length > 0 || code === 0 ? failed : [`nothing failed by name, but the run ended with ${code}`];

/** A program that left no report. */
export const notRun = (error: unknown): CheckResult => ({ ...NOTHING, failed: [`no report: ${error}`] });

export interface Check {
  readonly name: string;
  /** What holds when it passes. */
  readonly promise: string;
  run(): Promise<CheckResult>;
}
