import { FrameWriter } from '@citywatt/reading-stream/frame';
import { CityOfMeters, type CityOptions } from '../pipeline/city-of-meters.ts';

const INGEST_TIME = Date.parse('2026-01-05T12:00:00Z');

/** The frames of a city by minute, as doors make them. */
export function framesOfMeters(options: CityOptions, minutes: number): Uint8Array[][] {
  const city = new CityOfMeters(options);
  const frame = new FrameWriter();
  return Array.from({ length: minutes }, (_, minute) =>
    city.partitions.map((partition) => {
      city.minute(partition, minute, frame);
      return frame.take(INGEST_TIME);
    }),
  );
}

/** Readings that stand in the frames. */
export const readingsIn = (frames: readonly Uint8Array[]) =>
  frames.reduce((sum, frame) => sum + new DataView(frame.buffer, frame.byteOffset).getUint32(8, true), 0);
