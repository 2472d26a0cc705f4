import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { QueueOverflow } from './event-queue.ts';
import { ordered } from './ordered.ts';
import type { DeliveryPolicy } from './stream-rules.ts';
import { UpstreamLost, UpstreamRefused } from './upstream-failures.ts';

/** What a subgraph answers when a cursor is older than it holds, or of another life of the stream. */
export const RESUME_EXPIRED = 'RESUME_EXPIRED';

/** Where a run's events come from, and what is made of them. */
export interface RunSource {
  /** Equal for sources whose events are the same. */
  readonly upstream: string;
  readonly delivery: DeliveryPolicy;
  /** Whether a lost upstream can be continued by a cursor. */
  readonly resumes: boolean;
  /** `alone`: on a connection that it shares with nobody. */
  subscribe(cursor: string | undefined, alone: boolean): AsyncIterator<ExecutionResult, undefined>;
  cursorOf(event: ExecutionResult): string | undefined;
  execute(event: ExecutionResult): Promise<ExecutionResult>;
}

export interface RunHandle {
  stop(): void;
  /** From here on by this source; where its events are the same, without a break, and else from the last cursor. */
  change(source: RunSource): void;
}

export interface RunOptions {
  readonly source: RunSource;
  readonly cursor: string | undefined;
  /** In the source's order. */
  onResult(result: ExecutionResult, cursor: string | undefined): void;
  /** The source began anew and what follows does not continue what was. */
  onReset(): void;
  /** Nothing follows; without errors the source completed. Not called after `stop`. */
  onEnd(errors?: readonly GraphQLFormattedError[]): void;
  readonly logger: Logger;
}

const MOST_IN_FLIGHT = 64;
/** Who has lost so many connections without an event between them may be what ends them. */
const LOST_BEFORE_ALONE = 2;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/**
 * Keeps one upstream subscription going until it ends by itself or `stop` is called: a lost connection is opened
 * again with back-off, from the last cursor; a subgraph that no longer knows the cursor is subscribed to afresh.
 */
export function startRun(options: RunOptions): RunHandle {
  const stopping = new AbortController();
  let results: AsyncIterator<Delivered, undefined> | undefined;
  let { source, cursor } = options;
  let changed = false;
  let delivered = false;
  let failures = 0;
  let connectionsLost = 0;

  const once = async (): Promise<void> => {
    // Latest wins: one at a time, so that what waits behind it is replaced by what is newer.
    const inFlight = source.delivery === 'LATEST_WINS' ? 1 : MOST_IN_FLIGHT;
    results = ordered(
      source.subscribe(cursor, connectionsLost >= LOST_BEFORE_ALONE),
      inFlight,
      async (event): Promise<Delivered> => {
        if (isExpired(event.errors)) throw new UpstreamRefused(event.errors as UpstreamRefused['errors']);
        return { result: await source.execute(event), cursor: source.cursorOf(event) };
      },
    );
    try {
      for (;;) {
        const next = await results.next();
        if (next.done || stopping.signal.aborted) return;
        failures = 0;
        connectionsLost = 0;
        delivered = true;
        cursor = next.value.cursor ?? cursor;
        options.onResult(next.value.result, next.value.cursor);
      }
    } finally {
      await results.return?.();
    }
  };

  const keepGoing = async (): Promise<void> => {
    for (;;) {
      try {
        await once();
        if (changed) {
          changed = false;
          continue;
        }
        if (!stopping.signal.aborted) options.onEnd();
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const errors = endsWith(error);
        if (errors !== undefined) return options.onEnd(errors);
        if (error instanceof UpstreamLost && error.acknowledged) connectionsLost++;
        if (error instanceof UpstreamRefused) {
          cursor = undefined;
          options.onReset();
        }
        // Of a lost connection its own end is told, once for all that it carried.
        const level = error instanceof UpstreamLost ? 'debug' : 'warn';
        options.logger[level]({ err: error, failures }, 'upstream subscription lost, subscribing again');
      }
      const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failures++);
      await sleep(backoff * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(
        () => {},
      );
      if (stopping.signal.aborted) return;
    }
  };

  /** The errors to end with; nothing when another attempt is the answer. */
  const endsWith = (error: unknown): readonly GraphQLFormattedError[] | undefined => {
    if (error instanceof UpstreamLost) return undefined;
    if (error instanceof QueueOverflow) {
      if (source.resumes && cursor !== undefined) return undefined;
      return [
        { message: 'Events came faster than they could be completed.', extensions: { code: error.code } },
      ];
    }
    if (error instanceof UpstreamRefused) {
      // Before anything was delivered the cursor is the client's own: it has to ask anew, which it alone can.
      return isExpired(error.errors) && delivered ? undefined : error.errors;
    }
    options.logger.error({ err: error }, 'subscription failed');
    return [{ message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
  };

  void keepGoing();
  return {
    stop() {
      stopping.abort();
      void results?.return?.();
    },
    change(next) {
      changed = next.upstream !== source.upstream;
      source = next;
      if (changed) void results?.return?.();
    },
  };
}

interface Delivered {
  readonly result: ExecutionResult;
  readonly cursor: string | undefined;
}

function isExpired(
  errors: readonly { readonly extensions?: Record<string, unknown> }[] | undefined,
): boolean {
  return errors?.some((error) => error.extensions?.['code'] === RESUME_EXPIRED) ?? false;
}
