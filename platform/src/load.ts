import { runK6 } from '@citywatt/load-tests/k6';
import { locateK6 } from '@citywatt/load-tests/locate-k6';
import { mintKey } from './api-keys.ts';
import { addressOf, livingPlatform, runTool } from './living-platform.ts';

/** `npm run load -- <scenario> <profile>`: k6 against the platform that runs on this machine. */
await runTool(async () => {
  const [scenario = 'ingest-readings', profile = 'smoke'] = process.argv.slice(2);
  const run = livingPlatform();
  const program = await locateK6(console.log);
  const key = await mintKey(
    addressOf(run, 'CITYWATT_NATS_URL'),
    ['areas:read', 'city:read', 'sensors:read', 'ingest', 'explore'],
    'npm run load',
  );
  process.exitCode = await runK6(program, scenario, profile, {
    doorUrl: run.urls['door']!,
    graphqlUrl: run.urls['graphql']!,
    key,
  });
});
