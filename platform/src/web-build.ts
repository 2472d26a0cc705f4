import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The dashboard could not be built. */
export class WebBuildFailed extends Error {
  readonly code = 'WEB_BUILD';
}

/**
 * Builds the dashboard, or takes turbo's copy when nothing has changed, and resolves to the folder to serve. With
 * `watch` it goes on building on each change until `signal`.
 */
export async function buildWeb(
  root: string,
  watch: boolean,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<string> {
  const folder = join(root, 'web/dist');
  const said = await run(root, [
    'turbo',
    'run',
    'build',
    '--filter=@citywatt/web',
    '--output-logs=errors-only',
  ]);
  if (said !== undefined) throw new WebBuildFailed(`the dashboard could not be built: ${said}`);
  if (watch) {
    const child = spawn('vite', ['build', '--watch', '--emptyOutDir=false'], {
      cwd: join(root, 'web'),
      stdio: 'ignore',
      signal,
    });
    child.on('error', (error) => {
      if (!signal.aborted) say(`the dashboard is not rebuilt on change: ${error.message}`);
    });
  }
  return folder;
}

/** Resolves to nothing, or to what it said before it failed. */
function run(root: string, [program, ...args]: readonly [string, ...string[]]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    const keep = (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(code === 0 ? undefined : words.trim() || `code ${code}`));
  });
}
