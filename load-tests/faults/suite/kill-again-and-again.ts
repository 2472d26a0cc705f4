import { setTimeout as delay } from 'node:timers/promises';
import type { FaultRun } from './fault-run.ts';

const LONGEST_PAUSE_MS = 2_500;
/** Without it a slow machine would see kills of those that start, and of nothing else. */
const SHARE_AFTER_RECOVERY = 0.25;

/**
 * SIGKILL every few seconds: now of one that still starts, restores or catches up, now after all that was acknowledged
 * before is shown again.
 */
export async function killAgainAndAgain(run: FaultRun, names: readonly string[]): Promise<void> {
  run.startLoad();
  await run.underWay();
  for (let time = 0; time < run.size.times; time++) {
    await run.kill(run.random.pick(names));
    if (run.random.next() < SHARE_AFTER_RECOVERY) await run.recovered();
    else await delay(run.random.integer(0, LONGEST_PAUSE_MS));
  }
}
