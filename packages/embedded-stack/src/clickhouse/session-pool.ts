import { setTimeout as delay } from 'node:timers/promises';
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
  /** Stops the query that carries this id, now or when it begins, until the function that this returns is called. */
  kill(queryId: string): () => void;
  close(): void;
}

const LONGEST_NAMED_MS = 3_600_000;
const REPEAT_KILL_MS = 250;

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
  const doomed = new Set<string>();
  let killing = false;
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

  /**
   * One statement at a time, for all at once: with one for each query, a store whose clients had all gone away was busy
   * with nothing but kills, and for ever.
   */
  const killDoomed = async () => {
    if (killing) return;
    killing = true;
    while (doomed.size > 0) {
      const ids = [...doomed].map(quoted).join(', ');
      // ASYNC: the other form waits for the query and hangs with it.
      const statement = `KILL QUERY WHERE Settings['log_comment'] IN (${ids}) ASYNC`;
      await killer.session.queryAsync(statement).catch(() => {});
      // A kill that comes before the query has begun finds nothing, so it is repeated until the query has ended.
      await delay(REPEAT_KILL_MS);
    }
    killing = false;
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
    kill(queryId) {
      doomed.add(queryId);
      void killDoomed();
      return () => doomed.delete(queryId);
    },
    close() {
      const sessions = [...idle, ...[...named.values()].map((entry) => entry.own), killer];
      for (const { session } of sessions) session.close();
    },
  };
}

export const useDatabase = (database: string) => `USE ${identifier(database)}`;
