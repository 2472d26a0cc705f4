import type { SubgraphContext } from '@citywatt/subgraph-server/context';
import type { SubscriptionResolverObject } from '../../generated/resolver-types.generated.ts';

/** A subscription field whose events are presented one by one. */
export type Stream<Payload, Arguments> = SubscriptionResolverObject<
  Payload,
  Record<PropertyKey, never>,
  SubgraphContext,
  Arguments
>;
