const DAY_MS = 86_400_000;
const DAYS = 7;

export interface LoadPeaksJson {
  readonly day: number;
  readonly watts: readonly number[];
}

/** Greatest quarter-hour mean of each of the last seven days: what a load band is measured against. */
export class LoadPeaks {
  day: number;
  readonly watts: number[];

  constructor(json?: LoadPeaksJson) {
    this.day = json?.day ?? -1;
    this.watts = [...(json?.watts ?? [])];
  }

  /** Takes the mean power of a closed quarter hour that ended at `time`. */
  add(time: number, watts: number): void {
    const day = Math.floor(time / DAY_MS);
    if (day < this.day) return;
    while (this.day < day) {
      if (this.day === -1 || day - this.day > DAYS) {
        this.watts.length = 0;
        this.day = day - 1;
      }
      this.day++;
      this.watts.push(0);
      if (this.watts.length > DAYS) this.watts.shift();
    }
    const last = this.watts.length - 1;
    this.watts[last] = Math.max(this.watts[last] ?? 0, watts);
  }

  /** Watts that today is measured against; 0 until a whole day is known. */
  get reference(): number {
    return this.watts.length < 3 ? 0 : Math.max(...this.watts.slice(0, -1));
  }

  toJSON(): LoadPeaksJson {
    return { day: this.day, watts: this.watts };
  }
}
