import { buffer } from 'node:stream/consumers';
import type { MeasurementClient } from './connection.ts';

/** A column of a block: of `Array(...)` the elements of all rows, and beside them where each row's end. */
interface Column {
  readonly values: readonly string[] | NumberColumn | BigInt64Array | BigUint64Array;
  readonly ends: Float64Array | undefined;
}
type NumberColumn = Uint8Array | Uint32Array | Float64Array;

/** Rows of an answer in ClickHouse's Native format, as typed arrays. */
export class NativeRows {
  readonly rows: number;
  readonly #columns: ReadonlyMap<string, Column>;

  constructor(rows: number, columns: ReadonlyMap<string, Column>) {
    this.rows = rows;
    this.#columns = columns;
  }

  text(name: string): readonly string[] {
    return this.#column(name).values as readonly string[];
  }

  number(name: string): NumberColumn {
    return this.#column(name).values as NumberColumn;
  }

  whole(name: string): BigInt64Array {
    return this.#column(name).values as BigInt64Array;
  }

  /** Where the elements of each row of an array column end; those of the first begin at 0. */
  ends(name: string): Float64Array {
    const { ends } = this.#column(name);
    if (!ends) throw new RangeError(`${name} is no column of arrays`);
    return ends;
  }

  #column(name: string): Column {
    const column = this.#columns.get(name);
    if (!column) throw new RangeError(`there is no column ${name}`);
    return column;
  }
}

/** The blocks of an answer. Strings, unsigned integers, Int64, Float64 and arrays of these. */
export async function queryNative(
  client: MeasurementClient,
  query: string,
  parameters: Record<string, unknown>,
): Promise<readonly NativeRows[]> {
  const { stream } = await client.exec({
    query: `${query} FORMAT Native`,
    query_params: parameters,
    clickhouse_settings: { max_threads: 1, priority: '10' },
  });
  return readBlocks(await buffer(stream));
}

const FIXED = {
  UInt8: [1, (bytes: ArrayBuffer) => new Uint8Array(bytes)],
  UInt32: [4, (bytes: ArrayBuffer) => new Uint32Array(bytes)],
  UInt64: [8, (bytes: ArrayBuffer) => new BigUint64Array(bytes)],
  Int64: [8, (bytes: ArrayBuffer) => new BigInt64Array(bytes)],
  Float64: [8, (bytes: ArrayBuffer) => new Float64Array(bytes)],
} as const;

export function readBlocks(bytes: Buffer): readonly NativeRows[] {
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
  const values = (type: string, count: number): Column['values'] => {
    if (type === 'String') return Array.from({ length: count }, text);
    const fixed = FIXED[type as keyof typeof FIXED];
    if (!fixed) throw new RangeError(`a column of type ${type} cannot be read`);
    const [width, view] = fixed;
    // Elements stand where they come to stand: a copy stands at a multiple of their width.
    const copy = new ArrayBuffer(count * width);
    new Uint8Array(copy).set(bytes.subarray(at, at + count * width));
    at += count * width;
    return view(copy);
  };
  const blocks: NativeRows[] = [];
  while (at < bytes.length) {
    const columnCount = varUint();
    const rows = varUint();
    const columns = new Map<string, Column>();
    for (let column = 0; column < columnCount; column++) {
      const name = text();
      const type = text();
      const [, element] = /^Array\((.+)\)$/.exec(type) ?? [];
      if (element === undefined || rows === 0) {
        columns.set(name, { values: rows === 0 ? [] : values(type, rows), ends: undefined });
        continue;
      }
      const ends = Float64Array.from(values('UInt64', rows) as BigUint64Array, Number);
      columns.set(name, { values: values(element, ends.at(-1)!), ends });
    }
    if (rows > 0) blocks.push(new NativeRows(rows, columns));
  }
  return blocks;
}
