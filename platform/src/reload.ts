import { watch } from 'node:fs';
import { join } from 'node:path';
import { kindOf, type ProcessKind, type ProcessName } from './environment.ts';
import type { Supervised } from './supervisor.ts';

/** Which processes run the code below a folder; `packages` is everyone's. */
const RUNS: readonly (readonly [folder: string, processes: readonly ProcessKind[]])[] = [
  ['packages', ['processors', 'doors', 'graph', 'city']],
  ['ingest', ['doors']],
  ['processors/district', ['processors']],
  ['processors/city-simulator', ['city']],
  ['subgraphs', ['graph']],
  ['gateway', ['graph']],
];
/** An editor writes a file in several steps. */
const SETTLE_MS = 150;

/** Starts a process anew when a source file that it runs has changed (`npm run dev`). */
export function reloadOnChange(
  root: string,
  children: ReadonlyMap<string, Supervised>,
  signal: AbortSignal,
  say: (line: string) => void,
): void {
  const due = new Set<ProcessKind>();
  let timer: NodeJS.Timeout | undefined;
  const settle = () => {
    const names = [...children.keys()].filter((name) => due.has(kindOf(name as ProcessName)));
    due.clear();
    if (names.length === 0) return;
    say(`changed: ${names.join(', ')} start anew`);
    for (const name of names) void children.get(name)?.reload();
  };
  for (const [folder, processes] of RUNS) {
    watch(join(root, folder), { recursive: true, signal }, (_event, file) => {
      if (!file || !/\.(ts|graphql|sql|json)$/.test(file) || /node_modules|\.test\.ts$/.test(file)) return;
      for (const name of processes) due.add(name);
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLE_MS);
    }).on('error', () => {});
  }
}
