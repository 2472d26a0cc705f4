import { type Follower, followAgain } from '@citywatt/reading-stream/follow';
import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LiveRows } from './live-row.ts';
import { LIVE_STREAM } from './stream.ts';

/** The stream no longer holds what follows the cursor, or never came so far: whoever resumes must query anew. */
export class ResumeExpired extends Error {
  readonly code = 'RESUME_EXPIRED';
}

export interface LiveFollowOptions {
  /** The last sequence that is known already; absent: all that the stream holds, so that the picture is whole. */
  readonly fromSequence?: number;
  readonly onRows: (rows: LiveRows, sequence: number) => void;
  /** Told of a stream that is missing or broke; it is followed anew from where it was. */
  readonly onError: (error: unknown) => void;
}

export interface LiveFollower extends Follower {
  /** Resolves when everything that the stream held at the start was handed over; rejects with `ResumeExpired`. */
  readonly ready: Promise<void>;
}

/** Follows LIVE for ever: the server may restart and the stream be made anew. */
export function followLive(connection: NatsConnection, options: LiveFollowOptions): LiveFollower {
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {});
  let last = options.fromSequence;

  const once = async (onStop: (end: () => void) => void) => {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(LIVE_STREAM);
    if (last !== undefined && (last < state.first_seq - 1 || last > state.last_seq)) {
      // A cursor of the stream before this one, or one that aged out.
      if (last === options.fromSequence) {
        ready.reject(new ResumeExpired(`LIVE holds ${state.first_seq} to ${state.last_seq}`));
        follower.stop();
        return;
      }
      last = undefined;
    }
    const consumer = await jetstream(connection).consumers.get(
      LIVE_STREAM,
      last === undefined
        ? { deliver_policy: DeliverPolicy.All }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: last + 1 },
    );
    // Short heartbeats: a stream that is gone with its server's memory is noticed within two seconds.
    const messages = await consumer.consume({
      max_messages: 256,
      expires: 5_000,
      idle_heartbeat: 1_000,
      abort_on_missing_resource: true,
    });
    onStop(() => messages.stop());
    if (state.messages === 0 || last === state.last_seq) ready.resolve();
    for await (const message of messages) {
      last = message.seq;
      options.onRows(message.json<LiveRows>(), message.seq);
      if (message.seq >= state.last_seq) ready.resolve();
    }
  };
  const follower = followAgain(once, options.onError);
  return { ready: ready.promise, ...follower };
}
