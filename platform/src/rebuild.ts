import { spawn } from 'node:child_process';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { livingPlatform, runTool } from './living-platform.ts';

/** `npm run rebuild -- <city> <from>..<to>`: windows of this machine's platform anew from their raw readings. */
await runTool(async () => {
  const run = livingPlatform();
  process.exitCode = await new Promise<number>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['processors/district/src/rebuild-main.ts', ...process.argv.slice(2)],
      { stdio: 'inherit', env: { ...processEnvironment(), ...run.environment } },
    );
    child.on('error', reject);
    child.on('exit', (exitCode) => resolve(exitCode ?? 1));
  });
});
