import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Benchmark } from './benchmark.ts';
import { figureTable } from './figure-table.ts';
import { writeResult } from './result-file.ts';

const folder = join(import.meta.dirname, '../benchmarks');
const [name = '', ...args] = process.argv.slice(2);
const short = args.includes('--short');
const rest = args.filter((argument) => argument !== '--short');

if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(folder, `${name}.ts`))) {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
  const names = files.map((file) => file.replace(/\.ts$/, '')).join(', ');
  console.error(`citywatt: there is no benchmark "${name}"; there are: ${names}`);
  process.exit(1);
}

const { run } = (await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as { run: Benchmark };
const figures = await run({ short, args: rest, say: (line) => console.log(line) });
console.log(`\n${figureTable(figures)}\n`);
// An input of one's own is not what the committed figures are about.
const file = await writeResult(name, figures, { local: short || rest.length > 0 });
console.log(`written: ${file}`);
