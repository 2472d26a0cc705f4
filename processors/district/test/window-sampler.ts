import { setTimeout as delay } from 'node:timers/promises';
import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { storedWindows } from './stored-windows.ts';

const PAUSE_MS = 50;

/** Reads the quarter hours all the time; `stop` resolves to those whose value ever fell, or went. */
export function startSampler(measurements: MeasurementClient): { stop(): Promise<readonly string[]> } {
  const stopping = new AbortController();
  const fallen: string[] = [];
  const sample = async () => {
    let before: ReadonlyMap<string, number> = new Map();
    while (!stopping.signal.aborted) {
      const now = await storedWindows(measurements, 'quarter-hour').catch(() => before);
      for (const [window, energy] of before) {
        const value = now.get(window) ?? 0;
        if (value < energy) fallen.push(`${window}: ${energy} -> ${value}`);
      }
      before = now;
      await delay(PAUSE_MS);
    }
  };
  const sampled = sample();
  return {
    async stop() {
      stopping.abort();
      await sampled;
      return fallen;
    },
  };
}
