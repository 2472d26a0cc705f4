import { setTimeout as delay } from 'node:timers/promises';
import type { Disk } from './bed/disk.ts';
import type { Fault } from './suite/fault.ts';

const LONGEST_PAUSE_MS = 3_000;

export const fault: Fault = {
  name: 'power-cut',
  what: 'the disk of NATS, ClickHouse and PostgreSQL is cut off at one instant: what was not synced is lost',
  short: { readings: 8_000, times: 2, seconds: 0 },
  long: { readings: 300_000, times: 25, seconds: 0 },
  needsDisk: true,
  async run(run) {
    const disk = run.bed.disk as Disk;
    const processes = [...run.bed.processes.values()];
    run.startLoad();
    await run.underWay();
    for (let time = 0; time < run.size.times; time++) {
      await delay(run.random.integer(0, LONGEST_PAUSE_MS));
      const power = await disk.armCut();
      run.strikes++;
      // An answer that comes behind this instant may be of something that is lost: nobody has heard it.
      run.door.goDeaf();
      await power.cut();
      run.kills += processes.length;
      await Promise.all(processes.map((process) => process.hold()));
      await disk.restore();
      run.door.hearAgain();
      const recovered = run.timeRecovery();
      await Promise.all(processes.map((process) => process.release()));
      await recovered;
    }
  },
};
