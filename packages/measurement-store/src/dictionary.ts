/** A LowCardinality column under construction: equal strings share a 16-bit index. */
export class DictionaryColumn {
  readonly indexes: Uint16Array;
  readonly #keys: string[] = [];
  readonly #indexOf = new Map<string, number>();

  constructor(capacity: number) {
    this.indexes = new Uint16Array(capacity);
  }

  get keys(): readonly string[] {
    return this.#keys;
  }

  fill(value: string, from: number, to: number): void {
    this.indexes.fill(this.#index(value), from, to);
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
  }

  #index(value: string): number {
    let index = this.#indexOf.get(value);
    if (index === undefined) {
      index = this.#keys.length;
      // A block holds far fewer districts than this; more would need a wider index.
      if (index > 65_535) throw new RangeError('a block holds at most 65,536 distinct names');
      this.#keys.push(value);
      this.#indexOf.set(value, index);
    }
    return index;
  }
}
