import { Session } from 'chdb';
import { identifier, quoted } from './statement.ts';

/** One connection of the engine: it runs one query at a time, several run in parallel. */
export interface EngineSession {
  readonly session: Session;
}

export interface SessionPool {
  readonly version: string;
  readonly timeZone: string;
  /** Runs with a session of the pool, or with the named one, which nobody else uses meanwhile. */
  withSession<Result>(
    named: { readonly id: string; readonly timeoutMs: number } | undefined,
    use: (session: EngineSession) => Promise<Result>,
  ): Promise<Result>;
  /** Stops the query that carries this id, if it still runs. */
  kill(queryId: string): Promise<void>;
  close(): void;
}

const LONGEST_NAMED_MS = 3_600_000;

interface NamedSession {
  readonly own: EngineSession;
  last: Promise<unknown>;
  expiry: NodeJS.Timeout | undefined;
}

export function openSessionPool(
  folder: string,
  size: number,
  connectionArgs: readonly string[],
): SessionPool {
  const open = (): EngineSession => ({ session: new Session(folder, { connectionArgs }) });
  const idle = Array.from({ length: size }, open);
  const waiting: ((session: EngineSession) => void)[] = [];
  const named = new Map<string, NamedSession>();
  // Of its own: a kill must not wait behind the query that it is to end.
  const killer = open();
  const askOnce = (query: string) => killer.session.query(query, 'TSV').trim();

  const give = (session: EngineSession) => {
    const next = waiting.shift();
    if (next) next(session);
    else idle.push(session);
  };

  const withNamed = async <Result>(
    id: string,
    timeoutMs: number,
    use: (session: EngineSession) => Promise<Result>,
  ): Promise<Result> => {
    let entry = named.get(id);
    if (!entry) {
      entry = { own: open(), last: Promise.resolve(), expiry: undefined };
      named.set(id, entry);
    }
    const { own } = entry;
    clearTimeout(entry.expiry);
    const result = entry.last.then(() => use(own));
    entry.last = result.catch(() => {});
    try {
      return await result;
    } finally {
      clearTimeout(entry.expiry);
      entry.expiry = setTimeout(
        () => {
          named.delete(id);
          own.session.close();
        },
        Math.min(timeoutMs, LONGEST_NAMED_MS),
      );
      entry.expiry.unref();
    }
  };

  return {
    version: askOnce('SELECT version()'),
    timeZone: askOnce('SELECT timezone()'),
    async withSession(name, use) {
      if (name) return await withNamed(name.id, name.timeoutMs, use);
      const session = idle.pop() ?? (await new Promise<EngineSession>((resolve) => waiting.push(resolve)));
      try {
        return await use(session);
      } finally {
        give(session);
      }
    },
    async kill(queryId) {
      // ASYNC: the other form waits for the query and hangs with it.
      await killer.session.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = ${quoted(queryId)} ASYNC`);
    },
    close() {
      const sessions = [...idle, ...[...named.values()].map((entry) => entry.own), killer];
      for (const { session } of sessions) session.close();
    },
  };
}

export const useDatabase = (database: string) => `USE ${identifier(database)}`;
