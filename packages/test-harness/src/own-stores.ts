import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Client } from 'pg';
import type { TestStackAddress } from './test-stack.ts';

/** Stores that are one test file's own, on the run's one stack: nothing another file does is seen in them. */
export interface OwnStores extends AsyncDisposable {
  /** With user and password; the account has a JetStream of its own, so stream names are the usual ones. */
  readonly natsUrl: string;
  /** A connection that is closed with the stores. */
  connectNats(): Promise<NatsConnection>;
  readonly clickhouse: {
    readonly url: string;
    readonly user: string;
    readonly password: string;
    /** Made, empty. */
    readonly database: string;
  };
  /** An empty database. */
  readonly postgresUrl: string;
  readonly principalSecret: string;
  /** Drops the databases, deletes the streams. */
  close(): Promise<void>;
}

/** Claims stores on a stack that runs. For programs that are not vitest files: benchmarks, e2e. */
export async function openOwnStores(stack: TestStackAddress): Promise<OwnStores> {
  const account = claimAccount(stack);
  const database = `test_${randomBytes(6).toString('hex')}`;
  const postgresUrl = new URL(stack.postgresUrl);
  postgresUrl.pathname = `/${database}`;
  await Promise.all([
    inPostgres(stack, `CREATE DATABASE ${database}`),
    inClickHouse(stack, `CREATE DATABASE ${database}`),
  ]);
  const open = new Set<NatsConnection>();
  const connectNats = async () => {
    const connection = await connect({
      servers: stack.natsServer,
      user: account.user,
      pass: account.password,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
    });
    open.add(connection);
    return connection;
  };
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await deleteStreams(await connectNats());
    await Promise.all([...open].map((connection) => connection.close()));
    await Promise.all([dropDatabase(stack, database), inClickHouse(stack, `DROP DATABASE ${database}`)]);
  };
  return {
    natsUrl: `nats://${account.user}:${account.password}@${stack.natsServer}`,
    connectNats,
    clickhouse: { ...stack.clickhouse, database },
    postgresUrl: postgresUrl.href,
    principalSecret: stack.principalSecret,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Test files run in several processes: a file that only one of them can make says whose an account is. */
function claimAccount(stack: TestStackAddress) {
  for (const account of stack.natsAccounts) {
    try {
      writeFileSync(join(stack.claimsFolder, account.name), '', { flag: 'wx' });
      return account;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new RangeError(`all ${stack.natsAccounts.length} NATS accounts of this run are taken`);
}

async function deleteStreams(connection: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(connection);
  for await (const stream of manager.streams.list()) await manager.streams.delete(stream.config.name);
}

const LAST_CONNECTIONS_MS = 3_000;

/**
 * A pool that has ended may still be saying goodbye: a connection that is cut off meanwhile is an error that nobody
 * listens to any more. So they get their time before what is left is forced.
 */
async function dropDatabase(stack: TestStackAddress, database: string): Promise<void> {
  const client = new Client({ connectionString: stack.postgresUrl });
  await client.connect();
  try {
    const deadline = Date.now() + LAST_CONNECTIONS_MS;
    for (;;) {
      const open = await client.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1 LIMIT 1', [
        database,
      ]);
      if (open.rowCount === 0 || Date.now() > deadline) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await client.query(`DROP DATABASE ${database} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

async function inPostgres(stack: TestStackAddress, statement: string): Promise<void> {
  const client = new Client({ connectionString: stack.postgresUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function inClickHouse(stack: TestStackAddress, statement: string): Promise<void> {
  const { url, user, password } = stack.clickhouse;
  const client = createClient({ url, username: user, password });
  try {
    await client.command({ query: statement });
  } finally {
    await client.close();
  }
}
