/** What was sent, in the order in which the stream has it; times in milliseconds. */
export interface SentReading {
  readonly sensor: number;
  readonly kind: 'cumulative' | 'interval' | 'gauge';
  readonly start: number;
  readonly lengthMs: number;
  readonly value: number;
  /** Of a register: what its connection can give, and its expected interval. */
  readonly limit?: { readonly maximumWatts: number; readonly intervalMs: number } | undefined;
  readonly confirmed?: boolean;
}

/**
 * Energy by window start, from nothing but the definition: a brute force that shares no code with the processor.
 * Of each reading the last value counts; a register's fall is taken for a restart from 0, unless that or its rise is more
 * than the connection gives; a gauge holds for `holdMs`.
 */
export function recountEnergy(
  sent: readonly SentReading[],
  windowMs: number,
  holdMs: number,
): Map<number, number> {
  const values = new Map<string, SentReading>();
  for (const reading of sent) values.set(`${reading.sensor} ${reading.start}`, reading);
  const bySensor = Map.groupBy(values.values(), ({ sensor }) => sensor);
  const windows = new Map<number, number>();
  const give = (energy: number, from: number, to: number) => {
    if (to <= from) return;
    const floorShare = (until: number) => {
      const elapsed = BigInt(until - from) * BigInt(energy);
      const length = BigInt(to - from);
      const quotient = elapsed / length;
      return elapsed < 0n && quotient * length !== elapsed ? quotient - 1n : quotient;
    };
    for (let window = Math.floor(from / windowMs) * windowMs; window < to; window += windowMs) {
      const part = floorShare(Math.min(to, window + windowMs)) - floorShare(Math.max(from, window));
      windows.set(window, (windows.get(window) ?? 0) + Number(part));
    }
  };
  for (const readings of bySensor.values()) {
    const inOrder = readings.sort((a, b) => a.start - b.start);
    for (const [index, { kind, start, lengthMs, value }] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (kind === 'interval') give(value, start, start + lengthMs);
      else if (!next) continue;
      else if (kind === 'gauge') {
        const to = Math.min(next.start, start + holdMs);
        give(Math.round((value * (to - start)) / 3_600), start, to);
      } else give(registerEnergy(inOrder[index]!, next), start, next.start);
    }
  }
  for (const [window, energy] of windows) if (energy === 0) windows.delete(window);
  return new Map([...windows].sort(([a], [b]) => a - b));
}

function registerEnergy(before: SentReading, next: SentReading): number {
  const lengthMs = next.start - before.start;
  const watts = next.limit?.maximumWatts ?? 1_000_000;
  if (next.value >= before.value) {
    const rise = next.value - before.value;
    if (!next.limit || next.confirmed) return rise;
    return rise * 3_600 > watts * Math.max(lengthMs, next.limit.intervalMs) ? 0 : rise;
  }
  return next.value >= 0 && next.value <= (watts * lengthMs) / 3_600 ? next.value : 0;
}
