import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Graph } from '../graph/graph.ts';
import type { PreparedOperation } from '../operations/prepare.ts';
import type { RequestContext } from '../queries/request-context.ts';
import type { SubgraphAnswer, SubgraphSource } from '../queries/subgraph-client.ts';
import type { AnswerObject } from './answer-data.ts';
import { type AnswerShape, answerShape } from './answer-shape.ts';
import { collectFields, type Selecting } from './collect-fields.ts';
import { type Introspect, introspection } from './introspection.ts';
import { faultOf, type PlanRun, rootOf, runPlan, takeFields } from './run-plan.ts';

export interface PlannedOperation {
  readonly graph: Graph;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  /** Undefined where no subgraph has a part in the answer. */
  readonly plan: PlanNode | undefined;
  readonly prepared: Pick<PreparedOperation, 'operation' | 'fragments' | 'conditions'>;
}

/** An answer that is there already: that of the plan's first fetch, which is not made. */
export interface FirstAnswer {
  readonly fetch: FetchNode;
  readonly answer: SubgraphAnswer;
}

export type Execute = (
  /** Coerced. */
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
  first?: FirstAnswer,
) => Promise<ExecutionResult>;

interface Compiled {
  readonly shape: AnswerShape;
  readonly introspect: Introspect | undefined;
}

/** Of an operation with many conditions no more combinations are kept than are in use. */
const KEPT_COMBINATIONS = 16;

/** Runs one operation as often as it is asked: what can be made ready is made once. */
export function executor(planned: PlannedOperation): Execute {
  const { graph, sources, plan, prepared } = planned;
  const { operation, fragments } = prepared;
  const schema = graph.apiSchema;
  const root = schema.getRootType(operation.operation)!;
  const compiled = new LRUCache<string, Compiled>({ max: KEPT_COMBINATIONS });

  const compiledFor = (variables: Readonly<Record<string, unknown>>): Compiled => {
    const conditions = new Map(prepared.conditions.map((name) => [name, variables[name] === true]));
    const key = [...conditions.values()].join();
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const selecting: Selecting = { schema, fragments, conditions };
    const fields = collectFields(selecting, root, [operation.selectionSet]);
    const made: Compiled = {
      shape: answerShape(selecting, root, operation.selectionSet),
      introspect: introspection(schema, operation, fragments, fields.values()),
    };
    compiled.set(key, made);
    return made;
  };

  return async (variables, context, first) => {
    const { shape, introspect } = compiledFor(variables);
    const errors: GraphQLError[] = [];
    const data = introspect?.(variables) ?? {};
    const run: PlanRun = { sources, schema: graph.supergraphSchema, variables, context, data, errors };
    if (first !== undefined) takeFields(run, first.fetch, first.answer, rootOf(run));
    if (plan !== undefined) await runPlan(run, plan, rootOf(run));
    const shaped = shapedBy(shape, run);
    return { ...(errors.length === 0 ? {} : { errors }), data: shaped };
  };
}

function shapedBy(shape: AnswerShape, { data, errors }: PlanRun): AnswerObject | null {
  try {
    return shape(data);
  } catch (error) {
    errors.push(faultOf(error));
    return null;
  }
}
