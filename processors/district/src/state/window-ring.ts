import { QUALITY_COUNT } from '@citywatt/consumption-windows/reading-quality';

type Column = Float64Array | Uint32Array | Uint8Array;

/** `flags`: changed since it was last captured; closed but its event is still to come; changed after it was closed. */
export const WINDOW_DIRTY = 1;
export const WINDOW_CLOSING = 2;
export const WINDOW_REVISED = 4;

/** A district's hot windows of one length, indexed by window number modulo the ring's size. */
export class WindowRing {
  readonly lengthMs: number;
  readonly size: number;
  /** Window number (start / length); -1 when the place is free. */
  readonly number: Float64Array;
  readonly energy: Float64Array;
  readonly counts: Uint32Array;
  /** Milliseconds since 1970 UTC; Infinity when nothing went in. */
  readonly oldest: Float64Array;
  readonly flags: Uint8Array;
  /** Stream sequence of the last change. */
  readonly changedAt: Float64Array;
  /** Sensors whose own quarter has left their columns: it cannot change any more, so its part in these is final. */
  readonly leftResidential: Uint32Array;
  readonly leftOther: Uint32Array;
  readonly leftLargest: Float64Array;

  constructor(lengthMs: number, size: number) {
    this.lengthMs = lengthMs;
    this.size = size;
    this.number = new Float64Array(size).fill(-1);
    this.energy = new Float64Array(size);
    this.counts = new Uint32Array(size * QUALITY_COUNT);
    this.oldest = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.flags = new Uint8Array(size);
    this.changedAt = new Float64Array(size);
    this.leftResidential = new Uint32Array(size);
    this.leftOther = new Uint32Array(size);
    this.leftLargest = new Float64Array(size);
  }

  columns(): Column[] {
    return [
      this.number, this.energy, this.counts, this.oldest, this.flags, this.changedAt,
      this.leftResidential, this.leftOther, this.leftLargest,
    ]; // biome-ignore format: one group a line
  }

  /** The place of a window, taken when free; -1 when another window is there. */
  place(windowNumber: number): number {
    const place = windowNumber & (this.size - 1);
    const there = this.number[place];
    if (there === windowNumber) return place;
    if (there !== -1) return -1;
    this.number[place] = windowNumber;
    return place;
  }

  free(place: number): void {
    this.number[place] = -1;
    this.energy[place] = 0;
    this.counts.fill(0, place * QUALITY_COUNT, (place + 1) * QUALITY_COUNT);
    this.oldest[place] = Number.POSITIVE_INFINITY;
    this.flags[place] = 0;
    this.changedAt[place] = 0;
    this.leftResidential[place] = 0;
    this.leftOther[place] = 0;
    this.leftLargest[place] = 0;
  }
}
