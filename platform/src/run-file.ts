import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stillLives } from '@citywatt/embedded-stack/process-identity';
import { z } from 'zod';

const identity = { pid: z.number().int(), startedAt: z.string(), command: z.string() };
const runSchema = z.object({
  /** The supervisor. */
  ...identity,
  dataFolder: z.string(),
  urls: z.record(z.string(), z.string()),
  processes: z.array(z.object({ name: z.string(), ...identity, metricsUrl: z.string().optional() })),
  /** The variables by which our processes find the stores; tools that work on this platform take them over. */
  environment: z.record(z.string(), z.string()),
});

/** What `run.json` of a data folder says while a platform runs on it. Readable by its owner only: it holds passwords. */
export type RunFile = z.infer<typeof runSchema>;

/** A platform runs on this data folder already. */
export class AlreadyRunning extends Error {
  readonly code = 'ALREADY_RUNNING';
}

const fileOf = (dataFolder: string) => join(dataFolder, 'run.json');

/** What is written there, whether its platform lives or not; undefined when there is none. */
export function readRunFile(dataFolder: string): RunFile | undefined {
  try {
    return runSchema.parse(JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The platform that runs on this data folder, or undefined. */
export function readLivingRun(dataFolder: string): RunFile | undefined {
  const run = readRunFile(dataFolder);
  return run && stillLives(run) ? run : undefined;
}

/** Replaced as a whole: a reader sees the old one or the new one. */
export function writeRunFile(run: RunFile): void {
  mkdirSync(run.dataFolder, { recursive: true });
  const draft = `${fileOf(run.dataFolder)}.draft`;
  writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileOf(run.dataFolder));
}

export function removeRunFile(dataFolder: string): void {
  rmSync(fileOf(dataFolder), { force: true });
}

/**
 * Ends what a supervisor that was killed left behind: the very processes it recorded, no others.
 * They end by themselves when its pipes close, which may take them a while.
 * @throws {AlreadyRunning} when that supervisor lives.
 */
export async function clearEarlierRun(dataFolder: string, say: (line: string) => void): Promise<void> {
  const run = readRunFile(dataFolder);
  if (!run) return;
  if (stillLives(run)) {
    throw new AlreadyRunning(
      `A platform runs on ${dataFolder} already (process ${run.pid}); CITYWATT_DATA names another folder`,
    );
  }
  const left = run.processes.filter(stillLives);
  if (left.length > 0)
    say(`ending what an earlier run left behind: ${left.map((child) => child.name).join(', ')}`);
  await Promise.all(left.map(endRecorded));
  removeRunFile(dataFolder);
}

async function endRecorded(child: RunFile['processes'][number]): Promise<void> {
  for (const [signal, deadlineMs] of [
    ['SIGINT', 12_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!stillLives(child)) return;
    process.kill(child.pid, signal);
    const deadline = Date.now() + deadlineMs;
    while (stillLives(child) && Date.now() < deadline) await delay(20);
  }
}
