/** What happened, in order: a hash always, the lines when they are wanted. */
export class Trace {
  readonly lines: string[] = [];
  readonly #keep: boolean;
  #low = 0x811c9dc5;
  #high = 0x1b873593;

  constructor(keep: boolean) {
    this.#keep = keep;
  }

  add(line: string): void {
    let low = this.#low;
    let high = this.#high;
    for (let index = 0; index < line.length; index++) {
      const code = line.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x5bd1e995) ^ (high >>> 15);
    }
    this.#low = low;
    this.#high = high;
    if (this.#keep) this.lines.push(line);
  }

  get hash(): string {
    const part = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
    return part(this.#low) + part(this.#high);
  }
}
