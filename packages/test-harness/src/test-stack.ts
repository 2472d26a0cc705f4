import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NatsAccount, type Stack, type StackCaps, startStack } from '@citywatt/embedded-stack/stack';
import { processEnvironment } from '@citywatt/service-runtime/environment';
import { createLogger } from '@citywatt/service-runtime/logger';
import { freePorts } from './free-port.ts';

/** One a test file; more files than this in one run is an error that says so. */
const ACCOUNTS = 256;

/** What a test file needs to know of the run's stack; plain data, so that it crosses processes. */
export interface TestStackAddress {
  /** `host:port`; each test file has a user of its own there. */
  readonly natsServer: string;
  readonly natsAccounts: readonly NatsAccount[];
  /** Where accounts are claimed: one file each. */
  readonly claimsFolder: string;
  readonly clickhouse: { readonly url: string; readonly user: string; readonly password: string };
  readonly postgresUrl: string;
  readonly principalSecret: string;
}

export interface TestStack {
  readonly address: TestStackAddress;
  readonly stack: Stack;
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/** Starts the three stores on free ports, with data in a temporary folder that goes when it stops. */
export async function startTestStack(
  options: { readonly caps?: Partial<StackCaps> } = {},
): Promise<TestStack> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'citywatt-stack-'));
  const claimsFolder = mkdtempSync(join(dataFolder, 'claims-'));
  const natsAccounts = Array.from({ length: ACCOUNTS }, (_, number) => ({
    name: `TEST${number}`,
    user: `test${number}`,
    password: randomBytes(12).toString('hex'),
  }));
  try {
    const stack = await startOnFreePorts({ dataFolder, natsAccounts, ...options });
    return {
      dataFolder,
      stack,
      address: {
        natsServer: new URL(stack.addresses.natsUrl).host,
        natsAccounts,
        claimsFolder,
        clickhouse: stack.addresses.clickhouse,
        postgresUrl: stack.addresses.postgresUrl,
        principalSecret: stack.secrets.principalSecret,
      },
      async stop() {
        await stack.stop();
        rmSync(dataFolder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(dataFolder, { recursive: true, force: true });
    throw error;
  }
}

async function startOnFreePorts(options: {
  readonly dataFolder: string;
  readonly natsAccounts: readonly NatsAccount[];
  readonly caps?: Partial<StackCaps>;
}): Promise<Stack> {
  // Streams reserve their max_bytes, once for each account: only what is written takes room on the disk.
  const caps = { natsMemory: 1_000_000, natsFile: 10_000_000, ...options.caps };
  const logger = createLogger('test-stack', 'warn');
  for (let attempt = 1; ; attempt++) {
    const [nats, clickhouse, postgres] = (await freePorts(3)) as [number, number, number];
    try {
      const ports = { nats, clickhouse, postgres };
      return await startStack({ ...options, ports, caps, logger, environment: processEnvironment() });
    } catch (error) {
      // Between finding a port free and listening on it another run may have taken it.
      if (attempt === 3) throw error;
    }
  }
}
