import { setTimeout as delay } from 'node:timers/promises';
import type { Disk } from './bed/disk.ts';
import type { Fault } from './suite/fault.ts';

export const fault: Fault = {
  name: 'clickhouse-read-only',
  what: 'the file system of ClickHouse is read-only for a while: it reads and takes nothing',
  short: { readings: 6_000, times: 1, seconds: 6 },
  long: { readings: 200_000, times: 1, seconds: 45 },
  needsDisk: true,
  async run(run) {
    const disk = run.bed.disk as Disk;
    run.startLoad();
    await run.underWay();
    run.strikes++;
    await disk.makeReadOnly('data/clickhouse');
    await delay(run.size.seconds * 1_000);
    await disk.makeWritable('data/clickhouse');
    await run.timeRecovery();
  },
};
