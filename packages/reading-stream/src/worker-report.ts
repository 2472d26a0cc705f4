import type { KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { z } from 'zod';
import { openBucket } from './watched-bucket.ts';

const BUCKET = 'processors';
/** A worker that has not reported for so long is dead. */
export const WORKER_TTL_MS = 3_000;

const partitionReportSchema = z.object({
  partition: z.number().int(),
  /** Which owner of the partition this is; the highest is the true one. */
  epoch: z.number().int(),
  /** Sequence of the last message applied. */
  position: z.number().int(),
  /** Time of the last tick applied, ms since 1970 UTC; 0 before the first. */
  tick: z.number(),
  live: z.boolean(),
  /** Since the last checkpoint that this owner has written or begun from. */
  checkpointAgeMs: z.number(),
  /** Hours and days that wait for the repair path. */
  repairMarks: z.number().int(),
  /** Lowest sequence of a message that asked for one of these; absent without any. */
  oldestMark: z.number().int().optional(),
});
export type PartitionReport = z.infer<typeof partitionReportSchema>;

/** What a processor says of itself each second. */
export const workerReportSchema = z.object({
  /** As operators know it; several may have the same. */
  name: z.string(),
  /** Messages behind the last one that it read. */
  lagMessages: z.number().int(),
  partitions: z.array(partitionReportSchema),
});
export type WorkerReport = z.infer<typeof workerReportSchema>;

/** Reports by worker; one that is not repeated is gone after `WORKER_TTL_MS`. */
export const openWorkerReports = (connection: NatsConnection): Promise<KV> =>
  openBucket(connection, BUCKET, WORKER_TTL_MS);
