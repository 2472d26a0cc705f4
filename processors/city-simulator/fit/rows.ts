import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** Rows of a gzipped CSV without quotes, by column name. */
export async function* rowsOf(file: string): AsyncGenerator<Readonly<Record<string, string>>> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) });
  let header: string[] | undefined;
  for await (const line of lines) {
    const fields = line.split(',');
    if (header) yield Object.fromEntries(header.map((name, i) => [name, fields[i] ?? '']));
    else header = fields;
  }
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const deviation = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

export const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
