import type { FrameSegment } from '@citywatt/reading-stream/frame';
import type { SegmentKey } from '@citywatt/reading-stream/frame-layout';

const FIRST_ROOM = 64;

/** Readings of one segment in columns that grow and are used again and again. */
export class SegmentColumns implements FrameSegment {
  readonly key: SegmentKey;
  count = 0;
  values = new Float64Array(FIRST_ROOM);
  times = new Float64Array(FIRST_ROOM);
  sensorNumbers = new Uint32Array(FIRST_ROOM);

  constructor(key: SegmentKey) {
    this.key = key;
  }

  add(sensor: number, time: number, value: number): void {
    const at = this.count++;
    if (at === this.values.length) this.#grow();
    this.values[at] = value;
    this.times[at] = time;
    this.sensorNumbers[at] = sensor;
  }

  #grow() {
    const { values, times, sensorNumbers } = this;
    const room = values.length * 2;
    this.values = new Float64Array(room);
    this.values.set(values);
    this.times = new Float64Array(room);
    this.times.set(times);
    this.sensorNumbers = new Uint32Array(room);
    this.sensorNumbers.set(sensorNumbers);
  }
}
