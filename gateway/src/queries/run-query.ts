import { operationFromDocument } from '@apollo/federation-internals';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { FormattedExecutionResult, OperationDefinitionNode } from 'graphql';
import { type Execute, executor } from '../execution/execute.ts';
import { faultOf } from '../execution/run-plan.ts';
import type { Graph } from '../graph/graph.ts';
import type { PreparedOperation } from '../operations/prepare.ts';
import { presentResult } from '../operations/presented-error.ts';
import type { RequestContext } from './request-context.ts';
import type { SubgraphSource } from './subgraph-client.ts';

/** Runs a query or mutation that has passed the gate; what fails is in the result. */
export type RunQuery = (context: RequestContext) => Promise<FormattedExecutionResult>;

/** Each operation is planned once, for as long as the gate knows it. */
export function queryRunner(
  graph: Graph,
  sources: ReadonlyMap<string, SubgraphSource>,
  logger: Logger,
): RunQuery {
  const known = new WeakMap<OperationDefinitionNode, Execute>();

  const executeOf = (prepared: PreparedOperation): Execute => {
    const { document, operation, operationName } = prepared;
    const found = known.get(operation);
    if (found !== undefined) return found;
    const named = operationName === undefined ? {} : { operationName };
    const { node } = graph.planner.buildQueryPlan(
      operationFromDocument(graph.federatedApiSchema, document, named),
    );
    if (node?.kind === 'Subscription') throw new Error('A subscription is not run as a query');
    const execute = executor({ graph, sources, plan: node, prepared });
    known.set(operation, execute);
    return execute;
  };

  const run = async (prepared: PreparedOperation, context: RequestContext) => {
    try {
      return await executeOf(prepared)(prepared.coercedVariables, context);
    } catch (error) {
      return { errors: [faultOf(error)], data: null };
    }
  };

  return async (context) => {
    const result = await run(context.prepared!, context);
    if (result.errors !== undefined) context.recording?.refuse();
    return presentResult(result, context.correlationId, logger);
  };
}
