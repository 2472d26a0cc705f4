import { GraphQLError } from 'graphql';

export interface Move {
  readonly sequence: string;
  readonly ship: { readonly id: string };
  readonly knots: number;
  readonly log: string;
}

/** The log of one ship's moves, as a source of subscriptions that counts who listens. */
export interface Moves {
  readonly listeners: number;
  /** How many have ever subscribed, and from where. */
  readonly subscribedFrom: (string | undefined)[];
  move(knots: number, log?: string): void;
  /** Forgets what is older than the last `kept` moves. */
  forget(kept: number): void;
  follow(fromSequence: string | undefined): AsyncIterableIterator<Move>;
}

export function movesOf(shipId: string): Moves {
  let log: Move[] = [];
  let sequence = 0;
  const wakes = new Set<() => void>();
  const subscribedFrom: (string | undefined)[] = [];

  return {
    subscribedFrom,
    get listeners() {
      return wakes.size;
    },
    move(knots, text = '') {
      sequence++;
      log.push({ sequence: String(sequence), ship: { id: shipId }, knots, log: text });
      for (const wake of wakes) wake();
    },
    forget(kept) {
      log = log.slice(log.length - kept);
    },
    follow(fromSequence) {
      subscribedFrom.push(fromSequence);
      const oldest = Number(log[0]?.sequence ?? sequence + 1);
      const from = fromSequence === undefined ? sequence - 1 : Number(fromSequence);
      if (fromSequence !== undefined && (from + 1 < oldest || from > sequence)) {
        throw new GraphQLError('The position is no longer held.', { extensions: { code: 'RESUME_EXPIRED' } });
      }
      let position = from;
      let ended = false;
      let wake: () => void = () => {};
      const listener = () => wake();
      wakes.add(listener);
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        async next() {
          for (;;) {
            if (ended) return { done: true, value: undefined };
            const next = log.find((move) => Number(move.sequence) > position);
            if (next !== undefined) {
              position = Number(next.sequence);
              return { done: false, value: next };
            }
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        },
        async return() {
          ended = true;
          wakes.delete(listener);
          wake();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
