/** Columns of one block in ClickHouse's Native format, built from typed arrays. Little endian, as the host is. */
export class NativeBlock {
  readonly #parts: Uint8Array[] = [];
  readonly #rows: number;
  readonly #from: number;

  /** @param from index of the first row in the arrays. */
  constructor(columnCount: number, rows: number, from = 0) {
    this.#rows = rows;
    this.#from = from;
    this.#parts.push(varUint(columnCount), varUint(rows));
  }

  /** A fixed-width column: `rows` elements of the array as they are. */
  fixed(name: string, type: string, values: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number }): this {
    const { buffer, byteOffset, BYTES_PER_ELEMENT: width } = values;
    const bytes = new Uint8Array(buffer, byteOffset + this.#from * width, this.#rows * width);
    this.#parts.push(text(name), text(type), bytes);
    return this;
  }

  /** A LowCardinality(String) column: 16-bit indexes into the dictionary. */
  lowCardinality(name: string, dictionary: readonly string[], indexes: Uint16Array): this {
    // Serialization version 1, then the index type (1 = UInt16) with the flag "has additional keys".
    const head = new BigUint64Array([1n, 1n | (1n << 9n), BigInt(dictionary.length)]);
    const rows = new BigUint64Array([BigInt(this.#rows)]);
    this.#parts.push(text(name), text('LowCardinality(String)'));
    if (this.#rows === 0) return this;
    this.#parts.push(bytesOf(head), ...dictionary.map(text), bytesOf(rows));
    this.#parts.push(new Uint8Array(indexes.buffer, indexes.byteOffset + this.#from * 2, this.#rows * 2));
    return this;
  }

  /** A column of arrays: where each row's elements end, then the elements of all rows. */
  array(name: string, elementType: string, ends: BigInt64Array, elements: ArrayBufferView): this {
    this.#parts.push(text(name), text(`Array(${elementType})`), bytesOf(ends), bytesOf(elements));
    return this;
  }

  /** The parts in order; views of the columns' own memory, so they must not change until they are sent. */
  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }
}

const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([varUint(bytes.length), bytes]);
}

function varUint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
