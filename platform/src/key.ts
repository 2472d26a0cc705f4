import { parseArgs } from 'node:util';
import { SCOPES, type Scope } from '@citywatt/access-policy/principal';
import { DEFAULT_SCOPES, mintKey } from './api-keys.ts';
import { addressOf, livingPlatform, runTool } from './living-platform.ts';

/** `npm run key -- [--scopes a,b]`: mints a key on this machine's platform and prints it last. */
class UnknownScope extends Error {
  readonly code = 'UNKNOWN_SCOPE';
}

await runTool(async () => {
  const { values } = parseArgs({ options: { scopes: { type: 'string' }, name: { type: 'string' } } });
  const scopes = values.scopes === undefined ? DEFAULT_SCOPES : values.scopes.split(',').map(scopeOf);
  const run = livingPlatform();
  const key = await mintKey(addressOf(run, 'CITYWATT_NATS_URL'), scopes, values.name ?? 'npm run key');
  console.log(`scopes: ${scopes.join(', ')}`);
  console.log(key);
});

function scopeOf(word: string): Scope {
  const scope = SCOPES.find((known) => known === word.trim());
  if (!scope) throw new UnknownScope(`there is no scope "${word.trim()}"; there are: ${SCOPES.join(', ')}`);
  return scope;
}
