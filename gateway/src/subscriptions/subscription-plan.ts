import type { PlanNode } from '@apollo/query-planner';
import { type ExecutionResult, type FieldNode, Kind, print, separateOperations } from 'graphql';
import { executor } from '../execution/execute.ts';
import type { Graph } from '../graph/graph.ts';
import { planOperation } from '../graph/plan-operation.ts';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { PreparedOperation } from '../operations/prepare.ts';
import type { RequestContext } from '../queries/request-context.ts';
import type { SubgraphAnswer, SubgraphSource } from '../queries/subgraph-client.ts';
import { CURSOR, resumable } from './resumable-document.ts';
import type { DeliveryPolicy } from './stream-rules.ts';

export interface SubscriptionPlan {
  /** The subgraph that owns the root field, and what to subscribe to there. */
  readonly subgraph: string;
  readonly upstreamQuery: string;
  /** The subgraphs that have more to say of each event. */
  readonly completedBy: readonly string[];
  readonly delivery: DeliveryPolicy;
  readonly resumes: boolean;
  /** Equal for operations that differ only in white space and in the cursor. */
  readonly normalised: string;
  cursorGiven(variables: Readonly<Record<string, unknown>>): string | undefined;
  /** The variables that tell runs apart: all but the cursor. */
  identifying(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  upstreamVariables(
    variables: Readonly<Record<string, unknown>>,
    cursor: string | undefined,
  ): Record<string, unknown>;
  cursorOf(event: ExecutionResult): string | undefined;
  /** Completes one event with what other subgraphs have to say. */
  execute(
    event: ExecutionResult,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
  ): Promise<ExecutionResult>;
}

/** @throws {OperationRefused} for a subscription that cannot be planned. */
export function planSubscription(
  graph: Graph,
  sources: ReadonlyMap<string, SubgraphSource>,
  prepared: PreparedOperation,
): SubscriptionPlan {
  const { document, operation, operationName } = prepared;
  const root = rootFieldOf(prepared);
  const field = graph.apiSchema.getSubscriptionType()?.getFields()[root.name.value];
  const rule = graph.streams.resume.get(root.name.value);
  const argument = rule && field?.args.find((candidate) => candidate.name === rule.argument);
  const resume = rule && argument && resumable(document, operation, root, rule, String(argument.type));
  const planned = resume?.document ?? document;

  const plan = planOperation(graph, planned, operationName);
  if (plan.node?.kind !== 'Subscription')
    throw new OperationRefused('BAD_REQUEST', 'Not a subscription.', 400);
  const { primary, rest } = plan.node;
  const execute = executor({ graph, sources, plan: rest, prepared });
  const responseKey = root.alias?.value ?? root.name.value;

  return {
    subgraph: primary.serviceName,
    upstreamQuery: primary.operation,
    completedBy: rest === undefined ? [] : [...new Set(subgraphsOf(rest))],
    delivery: graph.streams.delivery.get(root.name.value) ?? 'EVERY_EVENT',
    resumes: resume !== undefined,
    normalised: print(separateOperations(planned)[operationName ?? operation.name?.value ?? ''] ?? planned),
    cursorGiven: (variables) => resume?.cursorGiven(variables),
    identifying: (variables) =>
      Object.fromEntries(Object.entries(variables).filter(([name]) => name !== resume?.cursorVariable)),
    upstreamVariables: (variables, cursor) => ({
      ...Object.fromEntries(
        (primary.variableUsages ?? [])
          .filter((name) => name in variables)
          .map((name) => [name, variables[name]]),
      ),
      ...(cursor === undefined ? {} : { [CURSOR]: cursor }),
    }),
    cursorOf: (event) => {
      const cursor = (event.data?.[responseKey] as Record<string, unknown> | null | undefined)?.[CURSOR];
      return typeof cursor === 'string' ? cursor : undefined;
    },
    execute: (event, variables, context) =>
      execute(variables, context, { fetch: primary, answer: event as SubgraphAnswer }),
  };
}

function subgraphsOf(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'Fetch':
      return [node.serviceName];
    case 'Flatten':
      return subgraphsOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(subgraphsOf);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((clause) => (clause ? subgraphsOf(clause) : []));
    case 'Defer':
      throw new Error('The gateway offers no @defer');
  }
}

function rootFieldOf({ operation }: PreparedOperation): FieldNode {
  const [root] = operation.selectionSet.selections;
  if (root?.kind !== Kind.FIELD) {
    throw new OperationRefused(
      'BAD_REQUEST',
      'A subscription names its field directly, not in a fragment.',
      400,
    );
  }
  if (root.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) {
    throw new OperationRefused(
      'BAD_REQUEST',
      'A subscription’s field takes neither @skip nor @include.',
      400,
    );
  }
  return root;
}
