import { spawn } from 'node:child_process';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { mintKey } from './api-keys.ts';
import { addressOf, livingPlatform, runTool } from './living-platform.ts';

/** `npm run replay -- <file.csv> ...`: readings from a file through the door of this machine's platform. */
await runTool(async () => {
  const run = livingPlatform();
  const key = await mintKey(addressOf(run, 'CITYWATT_NATS_URL'), ['areas:read', 'ingest'], 'npm run replay');
  const door = run.urls['door'];
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['processors/city-simulator/src/replay-main.ts', ...process.argv.slice(2)],
      {
        stdio: 'inherit',
        env: {
          ...processEnvironment(),
          ...run.environment,
          CITYWATT_INGEST_KEY: key,
          ...(door === undefined ? {} : { CITYWATT_HTTP_DOOR_URL: door }),
        },
      },
    );
    child.on('error', reject);
    child.on('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  process.exitCode = code;
});
