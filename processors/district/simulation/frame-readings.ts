import { FrameCursor } from '@citywatt/reading-stream/frame';
import type { MadeCity } from './made-city.ts';
import type { MadeReading } from './made-readings.ts';

const cursor = new FrameCursor();

/** The readings of a frame, in the order in which they apply. */
export function readingsIn(data: Uint8Array, city: MadeCity): MadeReading[] {
  const readings: MadeReading[] = [];
  cursor.open(data);
  while (cursor.next()) {
    const { district, kind, mark } = cursor.key;
    for (let index = 0; index < cursor.count; index++) {
      const sensor = cursor.sensorNumbers[index]!;
      const { intervalMs } = city.lives.find((life) => life.district === district && life.sensor === sensor)!;
      readings.push({
        district,
        sensor,
        kind,
        intervalMs,
        time: cursor.times[index]!,
        value: cursor.values[index]!,
        ...(mark && { mark }),
      });
    }
  }
  return readings;
}
