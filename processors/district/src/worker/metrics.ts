import { countsWith, isSuspect, VERDICTS } from '@citywatt/reading-stream/verdict';
import { counter, gauge, histogram } from '@citywatt/service-runtime/metrics';
import type { OutcomeCounts } from '../actor/apply-segment.ts';

export type WorkerMetrics = ReturnType<typeof workerMetrics>;

/** What an operator sees of the worker. */
export function workerMetrics() {
  const outcome = counter('citywatt_readings_outcome_total', 'Readings by what became of them', ['outcome']);
  const validation = counter(
    'citywatt_validation_total',
    'Readings by the rule that spoke about them, and what followed: counted, suspect, dropped or held',
    ['rule', 'verdict'],
  );
  const known = new Map<string, number>();
  const risen = (name: string, count: number) => {
    const before = known.get(name) ?? 0;
    known.set(name, count);
    return count - before;
  };
  return {
    readings: counter('citywatt_readings_applied_total', 'Readings applied'),
    retries: counter('citywatt_flush_retries_total', 'Flushes that failed and were repeated', ['what']),
    flushSeconds: histogram('citywatt_flush_seconds', 'From the cut to the last acknowledgement', ['what']),
    lagMessages: gauge('citywatt_stream_lag_messages', 'Messages of the stream that are not applied yet'),
    checkpointAge: gauge(
      'citywatt_checkpoint_age_seconds',
      'Since the oldest last checkpoint of a partition',
    ),
    flushLagMessages: gauge('citywatt_flush_lag_messages', 'Messages applied and not flushed yet'),
    repairMarks: gauge('citywatt_repair_marks', 'Hours and days that wait for the repair path'),
    partitionsOwned: gauge('citywatt_partitions_owned', 'Partitions that this worker owns'),
    partitionEpoch: gauge('citywatt_partition_epoch', 'Epoch of each partition that this worker owns', [
      'partition',
    ]),
    takeovers: counter('citywatt_partition_takeovers_total', 'Partitions taken over'),
    partitionsLost: counter('citywatt_partitions_lost_total', 'Partitions lost without being handed over'),
    restoreSeconds: histogram(
      'citywatt_partition_restore_seconds',
      'From taking a partition over to its state',
    ),
    /** Takes the actor's running counts over. */
    outcomes(counts: OutcomeCounts, verdictCounts: Float64Array) {
      for (const [name, count] of Object.entries(counts)) {
        outcome.inc({ outcome: name }, risen(name, count));
      }
      for (const [rule, code] of Object.entries(VERDICTS)) {
        if (code === VERDICTS.accepted) continue;
        validation.inc({ rule, verdict: consequenceOf(code) }, risen(`rule ${rule}`, verdictCounts[code]!));
      }
    },
  };
}

const consequenceOf = (code: number) =>
  isSuspect(code)
    ? 'suspect'
    : countsWith(code)
      ? 'counted'
      : code === VERDICTS.duplicate
        ? 'dropped'
        : 'held';
