import type { Principal } from '@citywatt/access-policy/principal';
import type { AnswerHints } from './answer-hints.ts';

/** What every resolver gets: who asks, as the gateway signed it, and the name of the request in logs. */
export interface SubgraphContext {
  readonly principal: Principal;
  readonly correlationId: string;
  /** What the answer is made of, for whoever keeps it. */
  readonly cache: AnswerHints;
}

/**
 * Something of one request's own, made when it is first asked for: loaders above all, whose answers must not outlive
 * the request.
 */
export function perRequest<Value>(
  make: (context: SubgraphContext) => Value,
): (context: SubgraphContext) => Value {
  const made = new WeakMap<SubgraphContext, Value>();
  return (context) => {
    const known = made.get(context);
    if (known !== undefined) return known;
    const value = make(context);
    made.set(context, value);
    return value;
  };
}
