import { counter, gauge } from '@citywatt/service-runtime/metrics';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { compareCursors } from './cursor.ts';
import type { RunHandle, RunSource } from './run.ts';

/** One client's end of a subscription. */
export interface Sink {
  /** Takes one result as text that is the same for every client. Must not block. */
  deliver(result: Buffer): void;
  end(errors?: readonly GraphQLFormattedError[]): void;
}

export interface RunEvents {
  onResult(result: ExecutionResult, cursor: string | undefined): void;
  onReset(): void;
  onEnd(errors?: readonly GraphQLFormattedError[]): void;
}

export interface SharedSubscription {
  /** Equal for those who get the same: operation, variables but for the cursor, access scope, supergraph. */
  readonly key: string;
  readonly resumes: boolean;
  /** What this client wants to continue from. */
  readonly cursor: string | undefined;
  readonly source: RunSource;
  start(cursor: string | undefined, events: RunEvents): RunHandle;
  /** The same operation on the graph as it is now. @throws {OperationRefused} when that graph has no answer to it. */
  replan(): SharedSubscription;
  /** The result as text that is the same for every client. */
  serialise(result: ExecutionResult): Buffer;
}

export interface Hub {
  /** Returns what lets go of it again. */
  attach(subscription: SharedSubscription, sink: Sink): () => void;
  /** The graph has changed: every run goes on by it, and those that it has no answer to end. */
  replan(): void;
  readonly runs: number;
}

interface Member {
  readonly sink: Sink;
  /** What the client has: events up to here are not for it. */
  has: string | undefined;
  run: Run;
}

interface Run {
  subscription: SharedSubscription;
  startKey: string;
  readonly members: Set<Member>;
  cursor: string | undefined;
  handle: RunHandle | undefined;
}

/**
 * Shares upstream subscriptions. Where the subgraph sends the whole state first and changes after it, a newcomer
 * cannot simply join a run that is under way: it starts on a run of its own (together with whoever comes before that
 * run's first event) and joins the shared one as soon as it has all that the shared one has sent. A client that resumes
 * does the same from its cursor. So a thousand equal clients cost one upstream, and for moments a few.
 */
export function createHub(): Hub {
  const shared = new Map<string, Run>();
  const starting = new Map<string, Run>();
  const all = new Set<Run>();
  const runsGauge = gauge('gateway_subscription_runs', 'Upstream subscriptions that run');
  const results = counter('gateway_subscription_results_total', 'Results that runs have made');

  const retire = (run: Run) => {
    if (all.delete(run)) runsGauge.dec();
    const { key } = run.subscription;
    if (shared.get(key) === run) shared.delete(key);
    if (starting.get(run.startKey) === run) starting.delete(run.startKey);
  };

  const publish = (run: Run, text: Buffer, cursor: string | undefined) => {
    results.inc();
    starting.delete(run.startKey);
    run.cursor = cursor ?? run.cursor;
    for (const member of run.members) {
      if (member.has !== undefined && cursor !== undefined) {
        const order = compareCursors(cursor, member.has);
        if (order !== undefined && order <= 0) continue;
        member.has = undefined;
      }
      member.sink.deliver(text);
    }
    joinShared(run);
  };

  const joinShared = (run: Run) => {
    const { key } = run.subscription;
    const target = shared.get(key);
    if (target === run) return;
    if (target === undefined) {
      shared.set(key, run);
      return;
    }
    if (run.cursor === undefined || target.cursor === undefined) return;
    const order = compareCursors(run.cursor, target.cursor);
    if (order === undefined || order < 0) return;
    for (const member of run.members) {
      member.has = run.cursor;
      member.run = target;
      target.members.add(member);
    }
    run.members.clear();
    retire(run);
    run.handle?.stop();
  };

  const end = (run: Run, errors?: readonly GraphQLFormattedError[]) => {
    retire(run);
    for (const member of run.members) member.sink.end(errors);
    run.members.clear();
  };

  const replan = (run: Run) => {
    const wasShared = shared.get(run.subscription.key) === run;
    const wasStarting = starting.get(run.startKey) === run;
    retire(run);
    try {
      run.subscription = run.subscription.replan();
    } catch (error) {
      run.handle?.stop();
      if (!(error instanceof GraphQLError)) throw error;
      return end(run, [
        { message: error.message, extensions: { ...error.extensions, code: 'SCHEMA_CHANGED' } },
      ]);
    }
    const { key, cursor, source } = run.subscription;
    run.startKey = startKeyOf(key, cursor);
    all.add(run);
    runsGauge.inc();
    if (wasShared) shared.set(key, run);
    if (wasStarting) starting.set(run.startKey, run);
    run.handle?.change(source);
  };

  const startRun = (subscription: SharedSubscription, startKey: string): Run => {
    const run: Run = {
      subscription,
      startKey,
      members: new Set(),
      cursor: subscription.cursor,
      handle: undefined,
    };
    all.add(run);
    runsGauge.inc();
    starting.set(startKey, run);
    if (!shared.has(subscription.key)) shared.set(subscription.key, run);
    run.handle = subscription.start(subscription.cursor, {
      onResult: (result, cursor) => {
        if (all.has(run)) publish(run, run.subscription.serialise(result), cursor);
      },
      onReset: () => {
        run.cursor = undefined;
        for (const member of run.members) member.has = undefined;
      },
      onEnd: (errors) => end(run, errors),
    });
    return run;
  };

  const runFor = (subscription: SharedSubscription): Run => {
    const { key, cursor, resumes } = subscription;
    const startKey = startKeyOf(key, cursor);
    const under = shared.get(key);
    if (under !== undefined && (!resumes || (cursor !== undefined && under.cursor === cursor))) return under;
    return starting.get(startKey) ?? startRun(subscription, startKey);
  };

  return {
    get runs() {
      return all.size;
    },
    attach(subscription, sink) {
      const run = runFor(subscription);
      const member: Member = { sink, has: undefined, run };
      run.members.add(member);
      return () => {
        const { run: current } = member;
        if (!current.members.delete(member) || current.members.size > 0) return;
        retire(current);
        current.handle?.stop();
      };
    },
    replan() {
      for (const run of [...all]) replan(run);
    },
  };
}

const startKeyOf = (key: string, cursor: string | undefined) => JSON.stringify([key, cursor ?? null]);
