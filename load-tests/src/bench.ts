import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startTestStack, type TestStack } from '@citywatt/test-harness/test-stack';
import type { Benchmark } from './benchmark.ts';
import { figureTable } from './figure-table.ts';
import { writeResult } from './result-file.ts';

interface BenchmarkFile {
  readonly run: Benchmark;
  readonly about?: string;
}

/** As `npm start` gives it: tests let the server have all it wants, and its memory is one of the figures. */
const NATS_MEGABYTES = 768;

const folder = join(import.meta.dirname, '../benchmarks');
const [name = '', ...args] = process.argv.slice(2);
const short = args.includes('--short');
const rest = args.filter((argument) => argument !== '--short');

if (name === '') {
  console.log(
    `npm run bench -- <name> [--short]\n\n${await listed()}\n\nload-tests/README.md says what each figure means.`,
  );
  process.exit(0);
}
if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(folder, `${name}.ts`))) {
  console.error(`citywatt: there is no benchmark "${name}"; there are:\n${await listed()}`);
  process.exit(1);
}

const { run } = await load(name);
let stack: Promise<TestStack> | undefined;
const testStack = () => {
  stack ??= startTestStack({ caps: { natsMemory: NATS_MEGABYTES } });
  return stack;
};
// The stores are processes of their own: whoever ends the benchmark ends them too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await (await stack)?.stop();
    process.exit(1);
  });
}
try {
  const figures = await run({ short, args: rest, say: (line) => console.log(line), testStack });
  console.log(`\n${figureTable(figures)}\n`);
  // An input of one's own is not what the committed figures are about.
  const file = await writeResult(name, figures, { local: short || rest.length > 0 });
  console.log(`written: ${file}`);
} finally {
  await (await stack)?.stop();
}

async function load(benchmark: string): Promise<BenchmarkFile> {
  return (await import(pathToFileURL(join(folder, `${benchmark}.ts`)).href)) as BenchmarkFile;
}

async function listed(): Promise<string> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const names = files.map((file) => file.replace(/\.ts$/, ''));
  const width = Math.max(...names.map((each) => each.length));
  const lines = names.map(async (each) =>
    `  ${each.padEnd(width)}  ${(await load(each)).about ?? ''}`.trimEnd(),
  );
  return (await Promise.all(lines)).join('\n');
}
