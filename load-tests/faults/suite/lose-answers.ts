import { setTimeout as delay } from 'node:timers/promises';
import type { StoreProxy } from '../bed/store-proxy.ts';
import type { FaultRun } from './fault-run.ts';

const LONGEST_LOSS_MS = 800;
const LONGEST_PAUSE_MS = 1_500;

/** For a moment requests go through and their answers do not; then the connections break. Again and again. */
export async function loseAnswers(run: FaultRun, proxy: StoreProxy): Promise<void> {
  run.startLoad();
  await run.underWay();
  for (let time = 0; time < run.size.times; time++) {
    run.strikes++;
    await proxy.loseAnswers(run.random.integer(50, LONGEST_LOSS_MS));
    void run.timeRecovery();
    await delay(run.random.integer(0, LONGEST_PAUSE_MS));
  }
}
