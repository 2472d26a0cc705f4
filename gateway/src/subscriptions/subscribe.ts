import type { Principal } from '@citywatt/access-policy/principal';
import type { Logger } from '@citywatt/service-runtime/logger';
import { LRUCache } from 'lru-cache';
import type { Graph } from '../graph/graph.ts';
import type { PreparedOperation } from '../operations/prepare.ts';
import { presentError, presentResult } from '../operations/presented-error.ts';
import type { SignPrincipal } from '../principals/principal-tokens.ts';
import type { RequestContext } from '../queries/request-context.ts';
import type { SubgraphSource } from '../queries/subgraph-client.ts';
import type { SharedSubscription } from './hub.ts';
import { type Line, line } from './line.ts';
import { type RunSource, startRun } from './run.ts';
import { planSubscription, type SubscriptionPlan } from './subscription-plan.ts';
import type { Upstreams } from './upstreams.ts';

export interface SubscribeOptions {
  readonly graph: Graph;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  readonly urls: ReadonlyMap<string, string>;
  readonly upstreams: Upstreams;
  /** The same operation on the graph as it is when this is called. */
  readonly replan: (prepared: PreparedOperation, context: RequestContext) => SharedSubscription;
  readonly sign: SignPrincipal;
  readonly logger: Logger;
}

export interface Subscription extends SharedSubscription {
  readonly plan: SubscriptionPlan;
}

const KEPT_PLANS = 500;
/** Enough to fill a request to a subgraph; what waits in its queue costs little beside what is under way. */
const MOST_EVENTS_IN_WORK = 5_000;

/** Turns a prepared subscription and who asks into something that the hub can share. @throws {OperationRefused} */
export type Subscribe = (prepared: PreparedOperation, context: RequestContext) => Subscription;

export function subscriber(options: SubscribeOptions): Subscribe {
  const { graph, sources, urls, upstreams, sign, logger } = options;
  const plans = new LRUCache<string, SubscriptionPlan>({ max: KEPT_PLANS });

  /** Events that are completed by the same subgraphs stand in one line: a slow subgraph holds up nobody else. */
  const lines = new Map<string, Line>();
  const lineOf = (key: string): Line => {
    const known = lines.get(key) ?? line(MOST_EVENTS_IN_WORK);
    lines.set(key, known);
    return known;
  };

  return (prepared, context) => {
    const planKey = `${prepared.operationName ?? ''}:${prepared.text}`;
    const plan = plans.get(planKey) ?? planSubscription(graph, sources, prepared);
    plans.set(planKey, plan);
    const variables = prepared.coercedVariables;
    const { accessScope, correlationId } = context;
    // Shared by everyone of this access scope, so it runs as nobody in particular.
    const principal: Principal = { ...context.principal, subject: `scope:${accessScope}` };
    const shared: RequestContext = { principal, accessScope, correlationId };

    const url = urls.get(plan.subgraph)!;
    const lineKey = plan.completedBy.toSorted().join();
    const inLine = lineOf(lineKey);
    // A connection that is not read because its events wait may only hold up those who wait for the same.
    const company = JSON.stringify([plan.subgraph, accessScope, lineKey]);
    const source: RunSource = {
      upstream: JSON.stringify([url, plan.upstreamQuery, plan.upstreamVariables(variables, undefined)]),
      delivery: plan.delivery,
      resumes: plan.resumes,
      subscribe: (from, alone) =>
        upstreams.subscribe({
          url,
          company,
          alone,
          query: plan.upstreamQuery,
          variables: plan.upstreamVariables(variables, from),
          delivery: plan.delivery,
          token: () => sign(principal, plan.subgraph),
        }),
      cursorOf: plan.cursorOf,
      execute: (event) => inLine(() => plan.execute(event, variables, shared)),
    };

    return {
      plan,
      key: JSON.stringify([graph.id, accessScope, plan.normalised, plan.identifying(variables)]),
      resumes: plan.resumes,
      cursor: plan.cursorGiven(variables),
      serialise: (result) => Buffer.from(JSON.stringify(presentResult(result, correlationId, logger))),
      source,
      replan: () => options.replan(prepared, context),
      start: (cursor, events) =>
        startRun({
          source,
          cursor,
          ...events,
          onEnd: (errors) =>
            events.onEnd(errors?.map((error) => presentError(error, error, correlationId, logger))),
          logger: logger.child({ correlationId, subgraph: plan.subgraph }),
        }),
    };
  };
}
