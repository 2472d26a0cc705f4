import { followBucket } from '@citywatt/reading-stream/watched-bucket';
import { openWorkerReports, type WorkerReport } from '@citywatt/reading-stream/worker-report';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Members } from '../ownership/ports.ts';

/** Members are the keys of the bucket of reports. */
export function natsMembers(
  connection: NatsConnection,
  worker: string,
  report: () => WorkerReport,
  onError: (error: unknown) => void,
): Members {
  const open = () => openWorkerReports(connection);
  let bucket: ReturnType<typeof open> | undefined;
  return {
    async announce() {
      try {
        bucket ??= open();
        await (await bucket).put(worker, JSON.stringify(report()));
      } catch (error) {
        // Perhaps it is gone: it is made again with the next.
        bucket = undefined;
        throw error;
      }
    },
    async leave() {
      await (await bucket)?.purge(worker);
    },
    follow: (listener) =>
      followBucket(
        open,
        ({ operation, key }) => (operation === 'PUT' ? listener.seen(key) : listener.left(key)),
        onError,
      ),
  };
}
