import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One registry a process: several services that share a process answer one scrape. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

/**
 * The counter of this name, made on first use: a service that is started twice in one process (tests, restarts)
 * goes on counting where it was.
 * @param name snake_case with its unit, ending in `_total`.
 */
export function counter<Label extends string = never>(
  name: string,
  help: string,
  labelNames: readonly Label[] = [],
): Counter<Label> {
  const known = registry.getSingleMetric(name);
  return (
    (known as Counter<Label> | undefined) ?? new Counter({ name, help, labelNames, registers: [registry] })
  );
}

/** The gauge of this name, made on first use; `name` ends in its unit. */
export function gauge<Label extends string = never>(
  name: string,
  help: string,
  labelNames: readonly Label[] = [],
): Gauge<Label> {
  const known = registry.getSingleMetric(name);
  return (known as Gauge<Label> | undefined) ?? new Gauge({ name, help, labelNames, registers: [registry] });
}

/** Seconds, from half a millisecond to ten seconds. */
const DURATION_BUCKETS_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** The histogram of this name, made on first use; buckets are seconds unless given. */
export function histogram<Label extends string = never>(
  name: string,
  help: string,
  labelNames: readonly Label[] = [],
  buckets: readonly number[] = DURATION_BUCKETS_SECONDS,
): Histogram<Label> {
  const known = registry.getSingleMetric(name);
  return (
    (known as Histogram<Label> | undefined) ??
    new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [registry] })
  );
}
