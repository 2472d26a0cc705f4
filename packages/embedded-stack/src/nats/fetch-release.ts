import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NATS_SERVER_VERSION } from './version.ts';

const run = promisify(execFile);
const RELEASE = `https://github.com/nats-io/nats-server/releases/download/v${NATS_SERVER_VERSION}`;
const CONNECT_LIMIT_MS = 10_000;
const TRANSFER_LIMIT_MS = 180_000;

/**
 * The official archive of this platform, unpacked into `folder`.
 * Its SHA-256 is the one of the release's own SHA256SUMS: it guards against a broken transfer and a wrong mirror of the
 * archive, not against whoever can write the release.
 * @returns the path of the program.
 */
export async function fetchRelease(folder: string): Promise<string> {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `nats-server-v${NATS_SERVER_VERSION}-${process.platform}-${architecture}`;
  const sums = (await download(`${RELEASE}/SHA256SUMS`)).toString('utf8');
  const expected = sumOf(sums, `${name}.tar.gz`);
  if (!expected) throw new Error(`the release has no archive ${name}.tar.gz`);
  const archive = await download(`${RELEASE}/${name}.tar.gz`);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`${name}.tar.gz has SHA-256 ${actual}, not ${expected}`);
  const file = join(folder, 'archive.tar.gz');
  await writeFile(file, archive);
  await run('tar', ['-xzf', file, '-C', folder]);
  return join(folder, name, 'nats-server');
}

/** The sum beside this file's name in a SHA256SUMS text. */
export function sumOf(sums: string, file: string): string | undefined {
  for (const line of sums.split('\n')) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (name === file && sum && /^[0-9a-f]{64}$/.test(sum)) return sum;
  }
  return undefined;
}

async function download(url: string): Promise<Buffer> {
  const limit = new AbortController();
  let timer = setTimeout(
    () => limit.abort(new Error(`no answer from ${new URL(url).host} in 10 s`)),
    CONNECT_LIMIT_MS,
  );
  try {
    const response = await fetch(url, { signal: limit.signal });
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(new Error('the transfer took too long')), TRANSFER_LIMIT_MS);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    // fetch hides the reason ("fetch failed") in its cause.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw cause;
  } finally {
    clearTimeout(timer);
  }
}
