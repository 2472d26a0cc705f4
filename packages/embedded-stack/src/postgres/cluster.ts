import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@citywatt/service-runtime/environment';
import { identityOf } from '../process/identity.ts';
import { StoreStartError } from '../process/store-process.ts';
import type { RunAs } from './unprivileged.ts';

export const POSTGRES_USER = 'citywatt';

/**
 * Makes the database cluster `<folder>/cluster` unless it is there. It is made aside and moved at the end, so that a
 * start that is interrupted leaves none that is half made.
 * @returns the cluster's folder.
 */
export async function ensureCluster(options: {
  readonly initdb: string;
  readonly folder: string;
  readonly password: string;
  readonly runAs: RunAs;
  readonly environment: Environment;
}): Promise<string> {
  const cluster = join(options.folder, 'cluster');
  if (existsSync(join(cluster, 'PG_VERSION'))) return cluster;
  const aside = join(options.folder, 'cluster.making');
  const passwordFile = join(options.folder, 'password');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (options.runAs.user) {
    for (const path of [aside, passwordFile]) chownSync(path, options.runAs.user.uid, options.runAs.user.gid);
  }
  try {
    const args = [
      '--pgdata',
      aside,
      '--username',
      POSTGRES_USER,
      '--auth',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
    ];
    await runProgram(
      [...options.runAs.prefix, options.initdb, ...args, '--encoding', 'UTF8', '--no-locale'],
      options,
    );
    renameSync(aside, cluster);
    return cluster;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * After a crash the lock file names a process id that the system may have given to another program, in containers
 * soon; PostgreSQL would then refuse to start.
 */
export function removeStaleLock(cluster: string): void {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!identityOf(pid)?.command.includes('postgres')) rmSync(file, { force: true });
}

function runProgram(
  [command, ...args]: readonly string[],
  options: { readonly runAs: RunAs; readonly environment: Environment },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command as string, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...options.environment, LC_ALL: 'C' },
      ...(options.runAs.user ?? {}),
    });
    let said = '';
    const keep = (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new StoreStartError(`initdb ended with ${signal ?? code}: ${said.trim()}`));
    });
  });
}

/** Small: it holds registers and keys, not readings. Sockets off: their paths are limited to 107 characters. */
export function serverSettings(host: string, port: number): string[] {
  const settings = {
    listen_addresses: host,
    port,
    unix_socket_directories: '',
    shared_buffers: '32MB',
    max_connections: 200,
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
