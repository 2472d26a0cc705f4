import type { Clock } from '../ports.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/** The worker stops: what was not acknowledged is done again by whoever owns the partition next. */
export class WorkerStopped extends Error {
  readonly code = 'WORKER_STOPPED';
}

export type Persist = <Result>(what: string, attempt: () => Promise<Result>) => Promise<Result>;

/**
 * Repeats until it succeeds; `onError` is told of each failure and may throw to give up.
 * @throws {WorkerStopped} when the signal is aborted.
 */
export async function retryUntilDone<Result>(
  clock: Clock,
  attempt: () => Promise<Result>,
  signal: AbortSignal,
  onError: (error: unknown, attempts: number) => void,
): Promise<Result> {
  for (let attempts = 1, wait = FIRST_DELAY_MS; ; attempts++, wait = Math.min(wait * 2, LONGEST_DELAY_MS)) {
    if (signal.aborted) throw new WorkerStopped('the worker stops');
    try {
      return await attempt();
    } catch (error) {
      onError(error, attempts);
    }
    await clock.sleep(wait, signal);
  }
}
