import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult } from './result.ts';
import { root, runProgram } from './run-program.ts';

const GENERATED = [
  'gateway/*.generated.*',
  'docs/integrate/schema.graphql',
  'subgraphs/*/src/generated/*',
  'web/src/generated/*',
];

/** Runs codegen and compares what it wrote with what was there. */
export async function generatedCodeIsCurrent(): Promise<CheckResult> {
  const before = await hashes();
  const code = await runProgram(['node', 'platform/src/codegen.ts']);
  const after = await hashes();
  const names = new Set([...before.keys(), ...after.keys()]);
  const changed = [...names].filter((name) => before.get(name) !== after.get(name));
  const failed = [
    ...(code === 0 ? [] : [`codegen ended with ${code}`]),
    ...changed.map((name) => `${name} was not current: commit what codegen has written now`),
  ];
  return { passed: failed.length === 0 ? 1 : 0, failed, skipped: [] };
}

async function hashes(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const name of glob(GENERATED, { cwd: root })) {
    found.set(
      name,
      createHash('sha256')
        .update(await readFile(join(root, name)))
        .digest('hex'),
    );
  }
  return found;
}
