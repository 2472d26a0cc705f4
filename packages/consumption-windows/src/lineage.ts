import type { Arrivals } from '@citywatt/measurement-store/lineage';
import { spreadEnergy } from '@citywatt/measurement-store/windows';
import { type ArrivedReading, type CountedReading, currentOf, isCounted, readingsOf } from './arrivals.ts';
import type { RegisterSpec } from './register-spec.ts';
import { spansOf } from './spans.ts';

/** Half-open, milliseconds since 1970 UTC. */
export interface LineageWindow {
  readonly start: number;
  readonly end: number;
}

/** Energy that a sensor took over [from, to), with its part in the window. */
export interface LineageSpan {
  readonly from: number;
  readonly to: number;
  readonly energyMilliwattHours: number;
  /** What falls into the window: parts are whole and add up to the whole. */
  readonly shareMilliwattHours: number;
  readonly millisecondsInWindow: number;
  /** Index in `QUALITIES` of the least sure reading. */
  readonly quality: number;
  /** The register fell by more than a restart or a rollover explains. */
  readonly suspect: boolean;
  /** One of an interval, two of a register or gauge. */
  readonly readings: readonly CountedReading[];
}

/** Where a sensor's window comes from. */
export interface SensorLineage {
  readonly sensor: number;
  readonly energyMilliwattHours: number;
  /** Index in `QUALITIES` of the least sure span. */
  readonly quality: number;
  readonly spans: readonly LineageSpan[];
  /** Readings of the window that validation stopped, each time that they came. */
  readonly stopped: readonly ArrivedReading[];
}

/**
 * Where the energy of a window comes from, by sensor: of each that has any span or a stopped reading in it.
 * @param arrivals of readings that touch the window, of registers with their neighbours outside it.
 */
export function lineageOf(
  arrivals: Arrivals,
  specOf: (sensor: number) => RegisterSpec | undefined,
  window: LineageWindow,
  longestGapMs: number,
): ReadonlyMap<number, SensorLineage> {
  const all = readingsOf(arrivals);
  const readings = all.filter(isCounted);
  const bySensor = new Map<number, { spans: LineageSpan[]; stopped: ArrivedReading[] }>();
  const ofSensor = (sensor: number) => {
    const known = bySensor.get(sensor) ?? { spans: [], stopped: [] };
    bySensor.set(sensor, known);
    return known;
  };
  for (const span of spansOf(specOf, currentOf(readings), longestGapMs)) {
    const { sensor, from, to, energyMilliwattHours, quality, suspect } = span;
    const millisecondsInWindow = Math.min(to, window.end) - Math.max(from, window.start);
    if (millisecondsInWindow <= 0) continue;
    ofSensor(sensor).spans.push({
      from,
      to,
      energyMilliwattHours,
      quality,
      suspect,
      shareMilliwattHours: spreadEnergy(energyMilliwattHours, from, to, window.start, window.end),
      millisecondsInWindow,
      readings: readings.slice(span.first, span.last + 1),
    });
  }
  for (const reading of all) {
    if (!isCounted(reading) && touches(reading, window)) ofSensor(reading.sensor).stopped.push(reading);
  }
  return new Map(
    [...bySensor].map(([sensor, { spans, stopped }]) => [
      sensor,
      {
        sensor,
        energyMilliwattHours: spans.reduce((sum, span) => sum + span.shareMilliwattHours, 0),
        quality: spans.reduce((worst, span) => Math.max(worst, span.quality), 0),
        spans,
        stopped,
      },
    ]),
  );
}

const touches = ({ start, arrivals }: ArrivedReading, window: LineageWindow) =>
  start < window.end && arrivals.some(({ intervalMs }) => start + Math.max(intervalMs, 1) > window.start);
