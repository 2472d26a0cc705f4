import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Logger } from '@citywatt/service-runtime/logger';
import type { ExecutionResult, FormattedExecutionResult, OperationDefinitionNode } from 'graphql';
import { type Execute, executor } from '../execution/execute.ts';
import { faultOf } from '../execution/run-plan.ts';
import type { Graph } from '../graph/graph.ts';
import { planOperation } from '../graph/plan-operation.ts';
import type { PreparedOperation } from '../operations/prepare.ts';
import { presentError } from '../operations/presented-error.ts';
import type { RequestContext } from './request-context.ts';
import type { SubgraphSource } from './subgraph-client.ts';

/** Runs a query or mutation that has passed the gate; what fails is in the result. */
export type RunQuery = (context: RequestContext) => Promise<FormattedExecutionResult>;

export interface QueryServer {
  readonly run: RunQuery;
  stop(): Promise<void>;
}

/**
 * Apollo Server over Apollo's gateway; plans are run by the executor that subscriptions have too (ADR 12). The gate has
 * validated each operation: doing it again here would only cost.
 */
export async function queryServer(
  graph: Graph,
  sources: ReadonlyMap<string, SubgraphSource>,
  logger: Logger,
): Promise<QueryServer> {
  const gateway = new ApolloGateway({ supergraphSdl: graph.sdl, logger });
  const execute = planExecutor(graph, sources);
  gateway.executor = ({ context }) => execute(context as RequestContext);
  const apollo = new ApolloServer<RequestContext>({
    gateway,
    logger,
    // The gate decides who may introspect.
    introspection: true,
    persistedQueries: false,
    dangerouslyDisableValidation: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      {
        requestDidStart: async () => ({
          // Only here are both known: what the client gets, and what was the cause.
          willSendResponse: async ({ response, errors, contextValue }) => {
            if (response.body.kind !== 'single') return;
            const result = response.body.singleResult;
            if (result.errors === undefined) return;
            contextValue.recording?.refuse();
            result.errors = result.errors.map((error, index) => {
              const cause = errors?.[index] === undefined ? error : unwrapResolverError(errors[index]);
              return presentError(error, cause, contextValue.correlationId, logger);
            });
          },
        }),
      },
    ],
  });
  await apollo.start();
  return {
    async run(context) {
      const { text, operationName, variables } = context.prepared!;
      const named = operationName === undefined ? {} : { operationName };
      const { body } = await apollo.executeOperation(
        { query: text, variables, ...named },
        { contextValue: context },
      );
      if (body.kind !== 'single') throw new Error('No answer comes in parts: @defer is not offered');
      return body.singleResult;
    },
    stop: () => apollo.stop(),
  };
}

/** Each operation is planned once, for as long as the gate knows it. */
function planExecutor(graph: Graph, sources: ReadonlyMap<string, SubgraphSource>) {
  const known = new WeakMap<OperationDefinitionNode, Execute>();

  const executeOf = (prepared: PreparedOperation): Execute => {
    const { document, operation, operationName } = prepared;
    const found = known.get(operation);
    if (found !== undefined) return found;
    const { node } = planOperation(graph, document, operationName);
    if (node?.kind === 'Subscription') throw new Error('A subscription is not run as a query');
    const execute = executor({ graph, sources, plan: node, prepared });
    known.set(operation, execute);
    return execute;
  };

  return async (context: RequestContext): Promise<ExecutionResult> => {
    const prepared = context.prepared!;
    try {
      return await executeOf(prepared)(prepared.coercedVariables, context);
    } catch (error) {
      return { errors: [faultOf(error)], data: null };
    }
  };
}
