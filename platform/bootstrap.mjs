// Runs on any Node from 18 on, with nothing installed: installs what is missing, then goes on under the project's own
// Node. No dependencies, no TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEAST_NODE = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const COMMANDS = {
  start: ['platform/src/start.ts'],
  dev: ['platform/src/start.ts', '--reload'],
  test: ['platform/src/test.ts'],
  'test:unit': ['platform/src/test.ts', 'unit'],
  'test:integration': ['platform/src/test.ts', 'integration'],
  'test:e2e': ['platform/src/test.ts', 'e2e'],
  lint: ['platform/src/test.ts', 'lint', 'imports'],
  typecheck: ['platform/src/test.ts', 'types'],
  codegen: ['platform/src/codegen.ts'],
  faults: ['load-tests/faults/suite/run.ts'],
  bench: ['load-tests/src/bench.ts'],
  load: ['platform/src/load.ts'],
  key: ['platform/src/key.ts'],
  replay: ['platform/src/replay.ts'],
  rebuild: ['platform/src/rebuild.ts'],
  simulate: ['processors/district/simulation/run.ts'],
  gateway: ['gateway/src/main.ts'],
  audit: ['gateway/subscription-audit/run.ts'],
};

const [command = '', ...args] = process.argv.slice(2);
const entry = COMMANDS[command];
if (!entry) fail(`there is no command "${command}"; there are: ${Object.keys(COMMANDS).join(', ')}`);
if (process.platform === 'win32') {
  fail('the embedded stores do not run on Windows: use WSL 2, a container, or stores of your own');
}

installWhatIsMissing();
const node = projectNode();
const child = spawn(node, [...entry, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
  },
});
// A terminal's Ctrl-C reaches the child by itself; whoever ends only this process means the child.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

function installWhatIsMissing() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const lockfile = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  console.log('Installing dependencies (about 1.4 GB on disk; once) ...');
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(program, [...first, 'ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    // Standard output belongs to the command that was asked for.
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (result.status !== 0) fail('npm ci failed: see its lines above; nothing else was started');
}

function projectNode() {
  if (majorOf(process.version) >= LEAST_NODE) return process.execPath;
  const ours = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  for (const candidate of [ours, ...onPath]) {
    if (!existsSync(candidate)) continue;
    const version = spawnSync(candidate, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    if (majorOf(version) >= LEAST_NODE) return candidate;
  }
  return fail(
    `Node ${LEAST_NODE} or newer is needed on ${process.platform}-${process.arch}; this is ${process.version}`,
  );
}

function majorOf(version) {
  return Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
}

function fail(message) {
  console.error(`citywatt: ${message}`);
  process.exit(1);
}
