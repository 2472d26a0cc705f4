import { setTimeout as delay } from 'node:timers/promises';
import type { Disk } from './bed/disk.ts';
import type { Fault } from './suite/fault.ts';

export const fault: Fault = {
  name: 'full-disk',
  what: 'the disk of all three stores is full to the last block for a while',
  short: { readings: 6_000, times: 1, seconds: 5 },
  long: { readings: 200_000, times: 3, seconds: 20 },
  needsDisk: true,
  async run(run) {
    const disk = run.bed.disk as Disk;
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      run.strikes++;
      await disk.fill();
      await delay(run.size.seconds * 1_000);
      disk.makeRoom();
      await run.timeRecovery();
    }
  },
};
