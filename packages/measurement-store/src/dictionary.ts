/** A LowCardinality column under construction: equal strings share a 16-bit index. */
export class DictionaryColumn {
  readonly indexes: Uint16Array;
  readonly #keys: string[] = [];
  readonly #indexOf = new Map<string, number>();
  /** Of the row before: rows come in runs of one name, and the map costs more than all else. */
  #lastValue: string | undefined;
  #lastIndex = 0;

  constructor(capacity: number) {
    this.indexes = new Uint16Array(capacity);
  }

  get keys(): readonly string[] {
    return this.#keys;
  }

  set(index: number, value: string): void {
    this.indexes[index] = this.#index(value);
  }

  at(index: number): string {
    return this.#keys[this.indexes[index]!]!;
  }

  clear(): void {
    this.#keys.length = 0;
    this.#indexOf.clear();
    this.#lastValue = undefined;
  }

  #index(value: string): number {
    if (value === this.#lastValue) return this.#lastIndex;
    let index = this.#indexOf.get(value);
    if (index === undefined) {
      index = this.#keys.length;
      // A block holds far fewer districts than this; more would need a wider index.
      if (index > 65_535) throw new RangeError('a block holds at most 65,536 distinct names');
      this.#keys.push(value);
      this.#indexOf.set(value, index);
    }
    this.#lastValue = value;
    this.#lastIndex = index;
    return index;
  }
}
