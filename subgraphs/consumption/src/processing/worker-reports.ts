import { EVERY_PARTITION_NUMBER } from '@citywatt/reading-stream/partition';
import { followBucket } from '@citywatt/reading-stream/watched-bucket';
import {
  openWorkerReports,
  type PartitionReport,
  WORKER_TTL_MS,
  type WorkerReport,
  workerReportSchema,
} from '@citywatt/reading-stream/worker-report';
import type { NatsConnection } from '@nats-io/nats-core';

/** A partition and what its owner says of it. */
export interface ProcessedPartition {
  readonly partition: number;
  /** Absent while nobody owns it. */
  readonly owner?: {
    readonly worker: string;
    readonly lagMessages: number;
    readonly report: PartitionReport;
  };
}

export interface WorkerReports {
  /** Every partition, in the order of their numbers. */
  partitions(): readonly ProcessedPartition[];
  stop(): void;
}

/** Follows what the processors say of themselves; who falls silent owns nothing. */
export function followWorkerReports(
  connection: NatsConnection,
  onError: (error: unknown) => void,
): WorkerReports {
  const last = new Map<string, { readonly report: WorkerReport; readonly at: number }>();
  const following = followBucket(
    () => openWorkerReports(connection),
    (entry) => {
      last.delete(entry.key);
      if (entry.operation !== 'PUT') return;
      const report = workerReportSchema.safeParse(entry.json());
      if (report.success) last.set(entry.key, { report: report.data, at: performance.now() });
      else onError(report.error);
    },
    onError,
  );
  return {
    partitions() {
      const now = performance.now();
      for (const [worker, { at }] of last) if (now - at > WORKER_TTL_MS) last.delete(worker);
      return ownersOf([...last.values()].map(({ report }) => report));
    },
    stop: () => following.stop(),
  };
}

/** Of two that say they own a partition the one with the higher epoch does: the other does not know yet. */
export function ownersOf(reports: readonly WorkerReport[]): readonly ProcessedPartition[] {
  const owners = new Map<number, ProcessedPartition['owner']>();
  for (const { name: worker, lagMessages, partitions } of reports) {
    for (const report of partitions) {
      const known = owners.get(report.partition);
      if (!known || report.epoch > known.report.epoch)
        owners.set(report.partition, { worker, lagMessages, report });
    }
  }
  return EVERY_PARTITION_NUMBER.map((partition) => {
    const owner = owners.get(partition);
    return owner ? { partition, owner } : { partition };
  });
}
