import type { LiveRows } from '@citywatt/live-feed/live-row';
import { LIVE_SUBJECTS } from '@citywatt/live-feed/stream';
import type { NatsConnection } from '@nats-io/transport-node';

interface Sent {
  readonly ingestTime: number;
  readonly readings: number;
}

/**
 * How long each frame takes until a snapshot of LIVE that holds it is here. Every frame has readings of all its
 * partition's districts, so the partition's next snapshot with a later ingest time holds it.
 */
export function listenForLive(connection: NatsConnection, city: string) {
  const waiting = new Map<number, Sent[]>();
  /** Readings by milliseconds. */
  const seen = new Map<number, number>();
  connection.subscribe(LIVE_SUBJECTS, {
    callback(_, message) {
      const now = Date.now();
      const rows = message.json<LiveRows>();
      const frames = waiting.get(rows.partition);
      if (!frames) return;
      let latest = 0;
      for (const [index, ingestTime] of rows.ingestTime.entries())
        if (rows.city[index] === city && ingestTime > latest) latest = ingestTime;
      while (frames[0] && frames[0].ingestTime <= latest) {
        const { ingestTime, readings } = frames.shift()!;
        seen.set(now - ingestTime, (seen.get(now - ingestTime) ?? 0) + readings);
      }
    },
  });
  return {
    sent(partition: number, ingestTime: number, readings: number) {
      const frames = waiting.get(partition);
      if (frames) frames.push({ ingestTime, readings });
      else waiting.set(partition, [{ ingestTime, readings }]);
    },
    /** By reading; what was not seen yet is left out. */
    result() {
      const sorted = [...seen].sort(([a], [b]) => a - b);
      const whole = sorted.reduce((sum, [, readings]) => sum + readings, 0);
      const quantile = (share: number) => {
        let passed = 0;
        for (const [ms, readings] of sorted) {
          passed += readings;
          if (passed >= share * whole) return ms;
        }
        return 0;
      };
      return { p50: quantile(0.5), p99: quantile(0.99), greatest: quantile(1) };
    },
  };
}
