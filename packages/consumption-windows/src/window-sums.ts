import { MINUTE_MS, QUARTER_HOUR_MS, spreadEnergy } from '@citywatt/measurement-store/windows';
import { QUALITY_COUNT, shareQuality } from './reading-quality.ts';
import type { Span } from './spans.ts';

/** A window's sums while they are made. */
export interface Sums {
  energy: number;
  /** Of a district's window: spans that touch it, by the quality of their share. */
  readonly counts: number[];
  /** Of a sensor's window: the least sure span. */
  quality: number;
  /** Of a sensor's window: spans that end in it. */
  readingCount: number;
  oldest: number;
  /** Earlier than that when something was in it before that has been taken back since. */
  oldestBefore: number;
}

const noSums = (): Sums => ({
  energy: 0,
  counts: new Array(QUALITY_COUNT).fill(0),
  quality: 0,
  readingCount: 0,
  oldest: Number.POSITIVE_INFINITY,
  oldestBefore: Number.POSITIVE_INFINITY,
});

/**
 * When the oldest reading that a window was ever made of came in; 0 when nothing is in it. An actor adds up and cannot say
 * when a reading came that it takes back, so whoever makes a window anew does not forget it either.
 */
export const oldestIngestTime = ({ oldest, oldestBefore }: Sums) =>
  Number.isFinite(oldest) ? Math.min(oldest, oldestBefore) : 0;

/** Windows by their start, milliseconds since 1970 UTC. */
export class WindowSums {
  readonly sensors = new Map<number, Map<number, Sums>>();
  readonly quarters = new Map<number, Sums>();
  readonly minutes = new Map<number, Sums>();

  /** Opens a window, also one that nothing falls into. */
  sensorQuarter(sensor: number, start: number): Sums {
    let windows = this.sensors.get(sensor);
    if (!windows) {
      windows = new Map();
      this.sensors.set(sensor, windows);
    }
    return sumsAt(windows, start);
  }

  quarter(start: number): Sums {
    return sumsAt(this.quarters, start);
  }

  minute(start: number): Sums {
    return sumsAt(this.minutes, start);
  }

  /** @param wanted whether the windows of a quarter hour are made. */
  place(span: Span, wanted: (quarterStart: number) => boolean): void {
    const { sensor, from, to, energyMilliwattHours: energy, quality, oldest } = span;
    if (to <= from) return;
    const last = Math.floor((to - 1) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
    for (
      let start = Math.floor(from / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
      start <= last;
      start += QUARTER_HOUR_MS
    ) {
      if (!wanted(start)) continue;
      const end = start + QUARTER_HOUR_MS;
      const amount = spreadEnergy(energy, from, to, start, end);
      const own = this.sensorQuarter(sensor, start);
      own.energy += amount;
      // Counted once, where the span ends, as the actor does.
      if (to <= end) own.readingCount++;
      own.quality = Math.max(own.quality, quality);
      own.oldest = Math.min(own.oldest, oldest);
      add(this.quarter(start), amount, shareQuality(quality, to - from, QUARTER_HOUR_MS), oldest);
      const lastMinute = Math.floor((Math.min(to, end) - 1) / MINUTE_MS) * MINUTE_MS;
      for (
        let minute = Math.floor(Math.max(from, start) / MINUTE_MS) * MINUTE_MS;
        minute <= lastMinute;
        minute += MINUTE_MS
      ) {
        const part = spreadEnergy(energy, from, to, minute, minute + MINUTE_MS);
        add(this.minute(minute), part, shareQuality(quality, to - from, MINUTE_MS), oldest);
      }
    }
  }
}

function add(sums: Sums, energy: number, quality: number, oldest: number): void {
  sums.energy += energy;
  sums.counts[quality]!++;
  sums.oldest = Math.min(sums.oldest, oldest);
}

function sumsAt(windows: Map<number, Sums>, start: number): Sums {
  let sums = windows.get(start);
  if (!sums) {
    sums = noSums();
    windows.set(start, sums);
  }
  return sums;
}
