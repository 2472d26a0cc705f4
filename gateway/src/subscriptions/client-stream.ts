import type { GraphQLFormattedError } from 'graphql';

/** A subscription ended with errors that are already as the client may see them. */
export class StreamEnded extends Error {
  override readonly name = 'StreamEnded';
  readonly code = 'STREAM_ENDED';
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors.map((error) => error.message).join(' '));
    this.errors = errors;
  }
}

export interface ClientStream extends AsyncIterableIterator<never, undefined> {
  end(errors?: readonly GraphQLFormattedError[]): void;
}

/**
 * What graphql-ws holds of a subscription: it never yields, since results go past it to the socket; it only carries
 * the end, in both directions. `left` is called once, whoever ends it.
 */
export function clientStream(left: () => void): ClientStream {
  const ended = Promise.withResolvers<undefined>();
  const done = { done: true, value: undefined } as const;
  // Nobody may be waiting when it fails.
  ended.promise.catch(() => {});
  let over = false;
  const leave = () => {
    if (over) return;
    over = true;
    left();
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      await ended.promise;
      return done;
    },
    async return() {
      leave();
      ended.resolve(undefined);
      return done;
    },
    async throw(error) {
      leave();
      ended.resolve(undefined);
      throw error;
    },
    end(errors) {
      leave();
      if (errors === undefined) ended.resolve(undefined);
      else ended.reject(new StreamEnded(errors));
    },
  };
}
