type Column = Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/** Latest readings held a sensor. A power of two, so that the newest place is found by a mask. */
export const RING = 4;
/** Register readings further apart than this break a run of them. */
export const LONGEST_STEP_MS = 3_600_000;
/** Intervals a sensor's bitmap remembers. */
export const BITMAP = 64;

export const ACTIVE = 1;
export const RESIDENTIAL = 2;
/** `ringFlags`: some earlier reading is no longer in the ring, so the reading before the oldest one is unknown. */
export const RING_LOST = 1;
/** `quarterFlags`: holds a contribution; waits to be written; is in the list of those waiting. */
export const TOUCHED = 1;
export const DIRTY = 2;
export const LISTED = 4;
/** Numbers a sensor in `levels`: greatest and least power of late in watts, seconds known, seconds that it shows zero. */
export const LEVELS = 4;
export const HIGH = 0;
export const LOW = 1;
export const KNOWN_SECONDS = 2;
export const ZERO_SECONDS = 3;

/**
 * What the actor holds of each sensor of a district, indexed by the sensor's number: about 180 bytes each. All of it
 * is typed arrays, because a million sensors as objects would neither fit nor be checkpointed in time.
 */
export class SensorColumns {
  /** Open quarter hours a sensor; a power of two. */
  readonly quarters: number;
  capacity: number;

  /** 1 + index in the district's register specs; 0 when the sensor has no consumption register. */
  spec!: Uint16Array;
  flags!: Uint8Array;
  deliveryPoints!: Uint32Array;

  ringCount!: Uint8Array;
  ringNewest!: Uint8Array;
  ringFlags!: Uint8Array;
  /** Event time; of interval consumption the interval's start. */
  ringTime!: Float64Array;
  ringValue!: Float64Array;
  /** See `reading-quality`. */
  ringSureness!: Uint8Array;
  /** Seconds since 1970. */
  ringIngest!: Uint32Array;

  /**
   * Of registers and gauges: from this reading on no two neighbours lie further apart than `LONGEST_STEP_MS`, so whoever
   * comes late among them reaches no further. Infinity before the first.
   */
  unbrokenSince!: Float64Array;

  /** Greatest interval number seen (start / length), -1 before the first. */
  bitmapHead!: Float64Array;
  bitmapLow!: Uint32Array;
  bitmapHigh!: Uint32Array;

  /** Quarter-hour number (start / 900,000) in each place. */
  quarterNumber!: Uint32Array;
  quarterEnergy!: Float64Array;
  quarterCount!: Uint16Array;
  quarterQuality!: Uint8Array;
  quarterFlags!: Uint8Array;
  /** Seconds since 1970. */
  quarterOldest!: Uint32Array;

  /** Mean power of the latest interval and until when it is held; 0 when nothing is held. */
  liveWatts!: Int32Array;
  liveUntil!: Float64Array;
  /** Event time of the reading that `liveWatts` is from. */
  liveTime!: Float64Array;

  /** What validation knows of the sensor, in one place each: a reading looks at all of it. */
  levels!: Float32Array;

  constructor(quarters: number, capacity = 16) {
    this.quarters = quarters;
    this.capacity = capacity;
    this.#allocate(capacity, undefined);
  }

  /** Every column in a fixed order: the checkpoint writes and reads them so. */
  columns(): Column[] {
    return [
      this.spec, this.flags, this.deliveryPoints,
      this.ringCount, this.ringNewest, this.ringFlags, this.ringTime, this.ringValue, this.ringSureness, this.ringIngest,
      this.unbrokenSince,
      this.bitmapHead, this.bitmapLow, this.bitmapHigh,
      this.quarterNumber, this.quarterEnergy, this.quarterCount, this.quarterQuality, this.quarterFlags, this.quarterOldest,
      this.liveWatts, this.liveUntil, this.liveTime,
      this.levels,
    ]; // biome-ignore format: one group a line
  }

  /** Makes room for sensor numbers below `count`. */
  reserve(count: number): void {
    if (count <= this.capacity) return;
    let capacity = this.capacity;
    while (capacity < count) capacity *= 2;
    const before = this.columns();
    this.capacity = capacity;
    this.#allocate(capacity, before);
  }

  #allocate(n: number, before: Column[] | undefined) {
    const quarters = this.quarters * n;
    this.spec = new Uint16Array(n);
    this.flags = new Uint8Array(n);
    this.deliveryPoints = new Uint32Array(n);
    this.ringCount = new Uint8Array(n);
    this.ringNewest = new Uint8Array(n);
    this.ringFlags = new Uint8Array(n);
    this.ringTime = new Float64Array(RING * n);
    this.ringValue = new Float64Array(RING * n);
    this.ringSureness = new Uint8Array(RING * n);
    this.ringIngest = new Uint32Array(RING * n);
    this.unbrokenSince = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    this.bitmapHead = new Float64Array(n).fill(-1);
    this.bitmapLow = new Uint32Array(n);
    this.bitmapHigh = new Uint32Array(n);
    this.quarterNumber = new Uint32Array(quarters);
    this.quarterEnergy = new Float64Array(quarters);
    this.quarterCount = new Uint16Array(quarters);
    this.quarterQuality = new Uint8Array(quarters);
    this.quarterFlags = new Uint8Array(quarters);
    this.quarterOldest = new Uint32Array(quarters);
    this.liveWatts = new Int32Array(n);
    this.liveUntil = new Float64Array(n);
    this.liveTime = new Float64Array(n);
    this.levels = new Float32Array(LEVELS * n);
    if (!before) return;
    const columns = this.columns();
    for (const [index, column] of before.entries()) columns[index]!.set(column);
  }
}
