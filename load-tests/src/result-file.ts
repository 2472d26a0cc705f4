import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Figure } from './benchmark.ts';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const GIGABYTE = 2 ** 30;

/** Writes `results/<name>.json`, or `results/local/<name>.json` which git ignores; resolves to where, from the root. */
export async function writeResult(
  name: string,
  figures: readonly Figure[],
  options: { readonly local: boolean },
): Promise<string> {
  const folder = join(root, 'load-tests/results', options.local ? 'local' : '');
  const file = join(folder, `${name}.json`);
  const result = {
    benchmark: name,
    measuredAt: new Date().toISOString(),
    machine: machine(),
    commit: await commit(),
    figures,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`);
  return relative(root, file);
}

/** What the figures were measured on, in words. */
export function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / GIGABYTE);
  return `${processors.length} x ${model}, ${memory} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

/** A copy without its history has no commit to name. */
export async function commit(): Promise<string> {
  try {
    const head = await execute('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root });
    const parts = ['packages', 'processors', 'load-tests/src', 'load-tests/benchmarks'];
    const changed = await execute('git', ['status', '--porcelain', '-uno', '--', ...parts], { cwd: root });
    return head.stdout.trim() + (changed.stdout.trim() === '' ? '' : ' with changes');
  } catch {
    return 'unknown';
  }
}
