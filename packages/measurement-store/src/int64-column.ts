const TWO_32 = 4_294_967_296;

/** A column of Int64 filled from whole Float64 numbers without a BigInt a row: two 32-bit halves are written. */
export class Int64Column {
  readonly whole: BigInt64Array;
  readonly #halves: Uint32Array;

  constructor(capacity: number) {
    this.whole = new BigInt64Array(capacity);
    this.#halves = new Uint32Array(this.whole.buffer);
  }

  /** Writes one value, |value| <= 2^53 - 1. */
  set(index: number, value: number): void {
    this.#halves[2 * index] = value >>> 0;
    this.#halves[2 * index + 1] = Math.floor(value / TWO_32);
  }
}
