/** Marks as the checkpoint holds them: [start, sequence] pairs. */
export interface MarksJson {
  readonly cold: readonly (readonly [number, number])[];
  readonly unresolved: readonly (readonly [number, number])[];
  readonly hours: readonly (readonly [number, number])[];
  readonly days: readonly (readonly [number, number])[];
}

/**
 * What the repair path still has to write for a district: starts of local hours or days, each with the highest stream
 * sequence that asked for it. A mark goes only when rows of a version above its sequence are acknowledged.
 */
export class Marks {
  /** Hours whose quarter hours and minutes must be made from raw readings. */
  readonly cold: Map<number, number>;
  /** Cold hours whose readings reach into hours that only the raw readings know. */
  readonly unresolved: Map<number, number>;
  /** Closed hours and days whose row must be made from the sensors' quarter hours. */
  readonly hours: Map<number, number>;
  readonly days: Map<number, number>;

  constructor(json?: MarksJson) {
    this.cold = new Map(json?.cold);
    this.unresolved = new Map(json?.unresolved);
    this.hours = new Map(json?.hours);
    this.days = new Map(json?.days);
  }

  get size(): number {
    return this.cold.size + this.unresolved.size + this.hours.size + this.days.size;
  }

  toJSON(): MarksJson {
    return {
      cold: [...this.cold],
      unresolved: [...this.unresolved],
      hours: [...this.hours],
      days: [...this.days],
    };
  }
}

/** A mark that has been raised meanwhile stays. */
export function clearMark(marks: Map<number, number>, start: number, belowSequence: number): void {
  const sequence = marks.get(start);
  if (sequence !== undefined && sequence < belowSequence) marks.delete(start);
}

export function raiseMark(marks: Map<number, number>, start: number, sequence: number): void {
  if (sequence > (marks.get(start) ?? -1)) marks.set(start, sequence);
}

/** The lowest sequence of all; Infinity without any. */
export function oldestOf({ cold, unresolved, hours, days }: Marks): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const marks of [cold, unresolved, hours, days]) {
    for (const sequence of marks.values()) if (sequence < oldest) oldest = sequence;
  }
  return oldest;
}
