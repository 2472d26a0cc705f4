import { counter, gauge } from '@citywatt/service-runtime/metrics';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { compareCursors } from './cursor.ts';
import type { RunHandle, RunSource } from './run.ts';
import { type Kept, type Tail, tailFrom } from './tail.ts';

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
  /** Nothing has come of it since it began, or began anew. */
  fresh: boolean;
  tail: Tail;
  handle: RunHandle | undefined;
}

/** Where a newcomer stands, and what it is given before. */
interface Place {
  readonly run: Run;
  readonly missed: readonly Kept[];
}

/**
 * Shares upstream subscriptions. Where the subgraph sends the whole state first and changes after it, a newcomer
 * cannot simply join a run that is under way: it starts on a run of its own (together with whoever comes before that
 * run's first event) and joins the shared one as soon as it has all that the shared one has sent. A client that resumes
 * does the same from its cursor, unless a run still has what follows it: then it is given that and stands there at once.
 * So a thousand equal clients cost one upstream, and for moments a few.
 */
export function createHub(): Hub {
  const shared = new Map<string, Run>();
  /** By what they began with: the latest of each. */
  const begun = new Map<string, Run>();
  const all = new Set<Run>();
  const runsGauge = gauge('gateway_subscription_runs', 'Upstream subscriptions that run');
  const results = counter('gateway_subscription_results_total', 'Results that runs have made');

  const retire = (run: Run) => {
    if (all.delete(run)) runsGauge.dec();
    const { key } = run.subscription;
    if (shared.get(key) === run) shared.delete(key);
    if (begun.get(run.startKey) === run) begun.delete(run.startKey);
  };

  const keep = (run: Run, text: Buffer, cursor: string | undefined, whole: boolean) => {
    if (!run.subscription.resumes) return;
    const alone = run.members.size === 1 && shared.get(run.subscription.key) === run;
    // A run ends with its only client, and what came with errors is better asked for again.
    if (alone || !whole || cursor === undefined) return run.tail.restart(cursor);
    const has = run.tail.end === undefined ? undefined : compareCursors(cursor, run.tail.end);
    if (has === undefined || has > 0) run.tail.add({ cursor, text });
  };

  const publish = (run: Run, text: Buffer, cursor: string | undefined, whole: boolean) => {
    results.inc();
    run.fresh = false;
    run.cursor = cursor ?? run.cursor;
    keep(run, text, cursor, whole);
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
    // The longer one reaches further back, and both end at or behind where the shared run is.
    if (run.tail.length > target.tail.length) target.tail = run.tail;
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
    const wasLatest = begun.get(run.startKey) === run;
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
    if (wasLatest) begun.set(run.startKey, run);
    // What was kept is as the graph was.
    run.tail.restart(run.cursor);
    run.handle?.change(source);
  };

  const startRun = (subscription: SharedSubscription, startKey: string): Run => {
    const run: Run = {
      subscription,
      startKey,
      members: new Set(),
      cursor: subscription.cursor,
      fresh: true,
      tail: tailFrom(subscription.cursor),
      handle: undefined,
    };
    all.add(run);
    runsGauge.inc();
    begun.set(startKey, run);
    if (!shared.has(subscription.key)) shared.set(subscription.key, run);
    run.handle = subscription.start(subscription.cursor, {
      onResult: (result, cursor) => {
        if (!all.has(run)) return;
        publish(run, run.subscription.serialise(result), cursor, result.errors === undefined);
      },
      onReset: () => {
        run.cursor = undefined;
        run.fresh = true;
        run.tail.restart(undefined);
        for (const member of run.members) member.has = undefined;
      },
      onEnd: (errors) => end(run, errors),
    });
    return run;
  };

  const placeFor = (subscription: SharedSubscription): Place => {
    const { key, cursor, resumes } = subscription;
    const startKey = startKeyOf(key, cursor);
    const [under, like] = [shared.get(key), begun.get(startKey)];
    if (under !== undefined && !resumes) return { run: under, missed: [] };
    if (cursor === undefined) {
      return { run: like?.fresh ? like : startRun(subscription, startKey), missed: [] };
    }
    for (const run of [under, like]) {
      const missed = run?.tail.after(cursor);
      if (run !== undefined && missed !== undefined) return { run, missed };
    }
    return { run: startRun(subscription, startKey), missed: [] };
  };

  return {
    get runs() {
      return all.size;
    },
    attach(subscription, sink) {
      const { run, missed } = placeFor(subscription);
      for (const { text } of missed) sink.deliver(text);
      const has = subscription.cursor === undefined ? undefined : run.tail.end;
      const member: Member = { sink, has, run };
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
