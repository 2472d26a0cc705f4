import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@citywatt/service-runtime/logger';
import { z } from 'zod';
import { identityOf, type ProcessIdentity, stillLives } from './identity.ts';
import type { SpawnedStore } from './store-process.ts';

const FILE = 'run.json';
const recordSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  command: z.string(),
});

/**
 * Notes in the store's folder which process owns it, so that the next start can find it after a kill of its parent. One
 * that cannot be noted (the disk is full) is ended, or it would keep the port from the next one.
 */
export async function recordProcess(folder: string, store: SpawnedStore): Promise<void> {
  const identity = identityOf(store.pid);
  if (!identity) return;
  try {
    writeFileSync(join(folder, FILE), `${JSON.stringify(identity)}\n`);
  } catch (error) {
    await store.stop();
    throw error;
  }
}

export function forgetProcess(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}

/**
 * Ends the store process that a killed parent left in this folder: it would keep the port and the folder's lock.
 * Only the very process that was recorded: same id, same start, and the store's word in its command line.
 * @returns whether one was found.
 */
export async function stopLeftover(folder: string, store: string, logger: Logger): Promise<boolean> {
  const recorded = readRecord(folder);
  if (!recorded) return false;
  const living = identityOf(recorded.pid);
  if (!living || !stillLives(recorded) || !living.command.includes(store)) {
    forgetProcess(folder);
    return false;
  }
  logger.warn({ store, pid: recorded.pid }, 'stopping the store that an earlier run left behind');
  process.kill(recorded.pid, 'SIGINT');
  if (!(await ended(recorded, 10_000))) {
    process.kill(recorded.pid, 'SIGKILL');
    await ended(recorded, 5_000);
  }
  forgetProcess(folder);
  return true;
}

function readRecord(folder: string): ProcessIdentity | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

async function ended(recorded: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (stillLives(recorded)) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
