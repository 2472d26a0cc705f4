import { setTimeout as delay } from 'node:timers/promises';
import {
  openWorkerReports,
  type PartitionReport,
  type WorkerReport,
  workerReportSchema,
} from '@citywatt/reading-stream/worker-report';
import type { NatsConnection } from '@nats-io/nats-core';

export interface MarksLeft {
  /** Hours and days that wait for the repair path in the partitions concerned. */
  readonly marks: number;
  /** Partitions that nobody owns, or whose owner has not come to the request yet. */
  readonly waiting: number;
}

export interface FollowedMarks {
  readonly connection: NatsConnection;
  /** By partition the sequence of the last message that asked for something. */
  readonly asked: ReadonlyMap<number, number>;
  readonly onProgress: (left: MarksLeft) => void;
  readonly signal: AbortSignal;
}

const EVERY_MS = 500;

/** Resolves when everything that the messages asked for is written, by what the workers report each second. */
export async function followMarks({ connection, asked, onProgress, signal }: FollowedMarks): Promise<void> {
  const bucket = await openWorkerReports(connection);
  for (;;) {
    const reports: WorkerReport[] = [];
    for await (const key of await bucket.keys()) {
      const entry = await bucket.get(key);
      if (entry?.operation === 'PUT') reports.push(workerReportSchema.parse(entry.json()));
    }
    const owned = partitionsOf(reports);
    let marks = 0;
    let waiting = 0;
    let done = 0;
    for (const [partition, sequence] of asked) {
      const report = owned.get(partition);
      if (!report || report.position < sequence) waiting++;
      else if (report.oldestMark === undefined || report.oldestMark > sequence) done++;
      marks += report?.repairMarks ?? 0;
    }
    if (done === asked.size) return;
    onProgress({ marks, waiting });
    await delay(EVERY_MS, undefined, { signal });
  }
}

/** Of two that say they own a partition the one with the higher epoch does. */
function partitionsOf(reports: readonly WorkerReport[]): ReadonlyMap<number, PartitionReport> {
  const owned = new Map<number, PartitionReport>();
  for (const report of reports.flatMap(({ partitions }) => partitions)) {
    if (report.epoch > (owned.get(report.partition)?.epoch ?? -1)) owned.set(report.partition, report);
  }
  return owned;
}
