import { counter, gauge, histogram } from '@citywatt/service-runtime/metrics';
import type { OutcomeCounts } from '../actor/apply-segment.ts';

/** What an operator sees of the worker. */
export function workerMetrics() {
  const outcome = counter('citywatt_readings_outcome_total', 'Readings by what became of them', ['outcome']);
  const known = new Map<string, number>();
  return {
    readings: counter('citywatt_readings_applied_total', 'Readings applied'),
    retries: counter('citywatt_flush_retries_total', 'Flushes that failed and were repeated', ['what']),
    flushSeconds: histogram('citywatt_flush_seconds', 'From the cut to the last acknowledgement', ['what']),
    lagMessages: gauge('citywatt_stream_lag_messages', 'Messages of the stream that are not applied yet'),
    checkpointAge: gauge('citywatt_checkpoint_age_seconds', 'Since the last round of checkpoints'),
    flushLagMessages: gauge('citywatt_flush_lag_messages', 'Messages applied and not flushed yet'),
    /** Takes the actor's running counts over. */
    outcomes(counts: OutcomeCounts) {
      for (const [name, count] of Object.entries(counts)) {
        const before = known.get(name) ?? 0;
        if (count > before) outcome.inc({ outcome: name }, count - before);
        known.set(name, count);
      }
    },
  };
}
