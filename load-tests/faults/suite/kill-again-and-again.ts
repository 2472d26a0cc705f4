import { setTimeout as delay } from 'node:timers/promises';
import type { FaultRun } from './fault-run.ts';

const LONGEST_PAUSE_MS = 2_500;

/**
 * SIGKILL every few seconds: now of one that has come back and works, now of one that still starts, restores or catches
 * up.
 */
export async function killAgainAndAgain(run: FaultRun, names: readonly string[]): Promise<void> {
  run.startLoad();
  await run.underWay();
  for (let time = 0; time < run.size.times; time++) {
    await run.kill(run.random.pick(names));
    await delay(run.random.integer(0, LONGEST_PAUSE_MS));
  }
}
