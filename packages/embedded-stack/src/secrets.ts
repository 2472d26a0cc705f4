import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  natsPassword: z.string().min(32),
  clickhousePassword: z.string().min(32),
  postgresPassword: z.string().min(32),
  /** Signs the principal that the gateway hands to subgraphs. */
  principalSecret: z.string().min(32),
});

/** What the stores of one data folder ask of whoever connects; hexadecimal, so it needs no escaping in a URL. */
export type Secrets = z.infer<typeof secretsSchema>;

/** Reads `secrets.json` of the data folder, or makes it (mode 0600) on the first start. */
export function readSecrets(dataFolder: string): Secrets {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'secrets.json');
  const secret = () => randomBytes(24).toString('hex');
  const made: Secrets = {
    natsPassword: secret(),
    clickhousePassword: secret(),
    postgresPassword: secret(),
    principalSecret: secret(),
  };
  // Written aside and linked: whoever comes second finds the whole file of the first, never half of it.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
