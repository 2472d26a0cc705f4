import type { MeasurementClient } from '@citywatt/measurement-store/connection';
import { RawBlock } from '@citywatt/measurement-store/raw-readings';
import type { Quality, RegisterKind } from '@citywatt/reading-stream/reading';
import { VERDICTS, type VerdictName } from '@citywatt/reading-stream/verdict';

export interface SampleReading {
  readonly sensor: number;
  /** When a register was read, or the end of an interval. */
  readonly time: number;
  readonly value: number;
  readonly ingestTime: number;
  readonly register?: string;
  readonly kind?: RegisterKind;
  readonly intervalMs?: number;
  readonly quality?: Quality;
  readonly verdict?: VerdictName;
}

const VERSION = 1n << 48n;

/** Stores readings of district 1150 of Lisbon, one frame a reading, in the order given from sequence `first` on. */
export async function insertRaw(
  client: MeasurementClient,
  readings: readonly SampleReading[],
  first: number,
): Promise<void> {
  const block = new RawBlock(readings.length);
  for (const [index, reading] of readings.entries()) {
    block.append(
      {
        tenant: 'demo',
        city: 'lisbon',
        district: '1150',
        register: reading.register ?? '1-0:1.8.0',
        kind: reading.kind ?? 'cumulative',
        quality: reading.quality ?? 'measured',
        intervalMs: reading.intervalMs ?? 0,
        ingestTime: reading.ingestTime,
      },
      1,
      [reading.sensor],
      [reading.time],
      [reading.value],
      [VERDICTS[reading.verdict ?? 'accepted']],
      VERSION + BigInt(first + index),
      0,
    );
  }
  await block.insert(client);
}
