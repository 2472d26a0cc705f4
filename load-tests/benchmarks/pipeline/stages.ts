import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const WAITING = 'waiting';

/** The first that matches a function's file says which stage its time belongs to. */
const STAGES: readonly (readonly [stage: string, files: RegExp])[] = [
  ['decode', /reading-stream\/src\/frame/],
  ['raw block', /(worker\/raw-rows|measurement-store\/src\/(raw-readings|int64-column|dictionary))/],
  [
    'rollup rows',
    /(actor\/(capture|sensor-quarter)|worker\/collected-output|measurement-store\/src\/rollups)/,
  ],
  ['checkpoint', /(\/checkpoint\/|worker\/save-partitions)/],
  ['repair', /(\/repair\/|measurement-store\/src\/repair)/],
  ['apply', /(district\/src\/(actor|state)\/|measurement-store\/src\/windows)/],
  ['stream client', /@nats-io\//],
  ['store client', /(@clickhouse\/|measurement-store\/)/],
];

/** Share of the thread's work by stage, from the CPU profile in the folder; time that it waited is left out. */
export async function stageShares(folder: string): Promise<ReadonlyMap<string, number>> {
  const file = (await readdir(folder)).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('the processor left no CPU profile');
  const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as Profile;
  const stageOf = new Map(profile.nodes.map(({ id, callFrame }) => [id, stageFor(callFrame)]));
  const micros = new Map<string, number>();
  let whole = 0;
  for (const [index, node] of profile.samples.entries()) {
    const stage = stageOf.get(node)!;
    if (stage === WAITING) continue;
    const spent = profile.timeDeltas[index] ?? 0;
    micros.set(stage, (micros.get(stage) ?? 0) + spent);
    whole += spent;
  }
  return new Map([...micros].sort((a, b) => b[1] - a[1]).map(([stage, spent]) => [stage, spent / whole]));
}

function stageFor(callFrame: { readonly functionName: string; readonly url: string }): string {
  if (callFrame.functionName === '(idle)') return WAITING;
  if (callFrame.functionName === '(garbage collector)') return 'garbage collection';
  return STAGES.find(([, files]) => files.test(callFrame.url))?.[0] ?? 'sockets and runtime';
}
