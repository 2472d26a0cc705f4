import { join } from 'node:path';
import { type Program, root } from './started.ts';

/** At least 32 characters; the made subgraphs do not look at what is signed with it. */
const SECRET = 'a secret that nobody has to keep here';

/** Our gateway as its container starts it; without a key store the local operator may ask for anything. */
export const ours = (
  supergraph: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Program => ({
  file: join(root, 'gateway/src/main.ts'),
  args: ['--supergraph', supergraph],
  environment: {
    CITYWATT_PORT: String(port),
    CITYWATT_PRINCIPAL_SECRET: SECRET,
    CITYWATT_LOG_LEVEL: 'warn',
    ...environment,
  },
});
