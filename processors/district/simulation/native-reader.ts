/** Reads a block in ClickHouse's Native format, as the store does: columns by name. */
export interface NativeColumns {
  readonly rows: number;
  text(name: string): readonly string[];
  /** Whole numbers that are exact in Float64. */
  number(name: string): ArrayLike<number>;
  whole(name: string): ArrayLike<bigint>;
}

type Column = readonly string[] | ArrayLike<number> | BigInt64Array | BigUint64Array;

const FIXED: Readonly<Record<string, (buffer: ArrayBuffer) => Column>> = {
  UInt8: (buffer) => new Uint8Array(buffer),
  UInt16: (buffer) => new Uint16Array(buffer),
  UInt32: (buffer) => new Uint32Array(buffer),
  UInt64: (buffer) => new BigUint64Array(buffer),
  Int64: (buffer) => new BigInt64Array(buffer),
  Float32: (buffer) => new Float32Array(buffer),
  "DateTime('UTC')": (buffer) => new Uint32Array(buffer),
  "DateTime64(3, 'UTC')": (buffer) => new BigInt64Array(buffer),
};
const WIDTH: Readonly<Record<string, number>> = {
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  UInt64: 8,
  Int64: 8,
  Float32: 4,
  "DateTime('UTC')": 4,
  "DateTime64(3, 'UTC')": 8,
};
/** Serialization version and flags of a LowCardinality column. */
const LOW_CARDINALITY_HEAD_BYTES = 16;

/** @throws {RangeError} for a block that the store would refuse. */
export function readNative(parts: readonly Uint8Array[]): NativeColumns {
  const bytes = Buffer.concat(parts);
  let at = 0;
  const varUint = () => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = varUint();
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  const count = () => {
    at += 8;
    return Number(bytes.readBigUInt64LE(at - 8));
  };
  const columnCount = varUint();
  const rows = varUint();
  const columns = new Map<string, Column>();
  for (let column = 0; column < columnCount; column++) {
    const name = text();
    const type = text();
    if (type === 'LowCardinality(String)') {
      at += LOW_CARDINALITY_HEAD_BYTES;
      const keys = Array.from({ length: count() }, text);
      if (count() !== rows) throw new RangeError(`column ${name} has another length`);
      columns.set(
        name,
        Array.from({ length: rows }, (_, row) => keys[bytes.readUInt16LE(at + 2 * row)]!),
      );
      at += 2 * rows;
      continue;
    }
    const width = WIDTH[type];
    if (width === undefined) throw new RangeError(`column ${name} has the unknown type ${type}`);
    const copy = new ArrayBuffer(rows * width);
    new Uint8Array(copy).set(bytes.subarray(at, at + rows * width));
    columns.set(name, FIXED[type]!(copy));
    at += rows * width;
  }
  if (at !== bytes.length) throw new RangeError(`${bytes.length - at} bytes behind the last column`);
  const of = (name: string) => {
    const column = columns.get(name);
    if (!column) throw new RangeError(`the block has no column ${name}`);
    return column;
  };
  return {
    rows,
    text: (name) => of(name) as readonly string[],
    number: (name) => {
      const column = of(name);
      return column instanceof BigInt64Array
        ? Float64Array.from(column, Number)
        : (column as ArrayLike<number>);
    },
    whole: (name) => of(name) as ArrayLike<bigint>,
  };
}
