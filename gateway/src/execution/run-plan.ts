import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../queries/request-context.ts';
import type { SubgraphAnswer, SubgraphSource } from '../queries/subgraph-client.ts';
import { type AnswerObject, isAnswerObject, merge, own } from './answer-data.ts';
import { representationOf } from './representations.ts';
import { applyRewrites } from './rewrites.ts';

/** One run of a plan: what it is given, and what has come of it so far. */
export interface PlanRun {
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  /** Of the supergraph: plans also speak of what clients do not see. */
  readonly schema: GraphQLSchema;
  /** Coerced, with defaults. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  /** All that was fetched, more than was asked for and in no order. */
  readonly data: AnswerObject;
  readonly errors: GraphQLError[];
}

/** An object that a fetch is about, and where it stands in the answer. */
interface Place {
  readonly object: AnswerObject;
  readonly path: readonly (string | number)[];
}

export const rootOf = (run: PlanRun): readonly Place[] => [{ object: run.data, path: [] }];

/**
 * A fetch that fails leaves its error in the run, and whatever else can be fetched is. Asynchronous only where something
 * is waited for: it runs for every event of every subscription.
 */
export function runPlan(run: PlanRun, node: PlanNode, places: readonly Place[]): Promise<unknown> {
  switch (node.kind) {
    case 'Sequence':
      return runSequence(run, node.nodes, places);
    case 'Parallel':
      return Promise.all(node.nodes.map((child) => runPlan(run, child, places)));
    case 'Flatten':
      return runPlan(
        run,
        node.node,
        places.flatMap(({ object, path }) => placesAt(object, node.path, path)),
      );
    case 'Condition': {
      const branch = run.variables[node.condition] === true ? node.ifClause : node.elseClause;
      return branch === undefined ? Promise.resolve() : runPlan(run, branch, places);
    }
    case 'Fetch':
      return (node.requires === undefined ? fetchFields : fetchEntities)(run, node, places).catch((error) =>
        run.errors.push(faultOf(error)),
      );
    case 'Defer':
      throw new Error('@defer is not offered');
  }
}

async function runSequence(
  run: PlanRun,
  nodes: readonly PlanNode[],
  places: readonly Place[],
): Promise<void> {
  for (const node of nodes) await runPlan(run, node, places);
}

function placesAt(value: unknown, below: ResponsePath, path: Place['path'], depth = 0): Place[] {
  const name = below[depth];
  if (name === '@') {
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, index) => placesAt(item, below, [...path, index], depth + 1));
  }
  if (!isAnswerObject(value)) return [];
  if (name === undefined) return [{ object: value, path }];
  return placesAt(own(value, String(name)), below, [...path, name], depth + 1);
}

async function fetchFields(run: PlanRun, fetch: FetchNode, places: readonly Place[]): Promise<void> {
  if (places.length > 0) takeFields(run, fetch, await ask(run, fetch, variablesOf(run, fetch)), places);
}

/** Takes what a subgraph answers about objects that are no entities to it: the root above all. */
export function takeFields(
  run: PlanRun,
  fetch: FetchNode,
  answer: SubgraphAnswer,
  places: readonly Place[],
): void {
  const [first] = places;
  takeErrors(run, fetch, answer, (path) => [...(first?.path ?? []), ...path]);
  if (!isAnswerObject(answer.data)) return;
  applyRewrites(run.schema, fetch.outputRewrites, answer.data);
  for (const { object } of places) merge(object, answer.data);
}

async function fetchEntities(run: PlanRun, fetch: FetchNode, places: readonly Place[]): Promise<void> {
  const asked: Place[] = [];
  const representations: AnswerObject[] = [];
  for (const place of places) {
    const representation = representationOf(run.schema, place.object, fetch);
    if (representation === undefined) continue;
    asked.push(place);
    representations.push(representation);
  }
  if (asked.length === 0) return;
  const answer = await ask(run, fetch, { ...variablesOf(run, fetch), representations });
  takeErrors(run, fetch, answer, ([_entities, index, ...rest]) => {
    const place = asked[Number(index)];
    return place && [...place.path, ...rest];
  });
  if (!isAnswerObject(answer.data)) return;
  const entities = answer.data['_entities'];
  if (!Array.isArray(entities) || entities.length !== asked.length) {
    throw new Error(`${fetch.serviceName} did not answer about each of ${asked.length} entities`);
  }
  for (const [index, entity] of entities.entries()) {
    if (!isAnswerObject(entity)) continue;
    const { object } = asked[index]!;
    if (fetch.outputRewrites !== undefined) {
      // What is rewritten may depend on a type that was not asked for.
      entity['__typename'] ||= object['__typename'];
      applyRewrites(run.schema, fetch.outputRewrites, entity);
    }
    merge(object, entity);
  }
}

function variablesOf(run: PlanRun, fetch: FetchNode): Record<string, unknown> {
  const used = (fetch.variableUsages ?? []).filter((name) => Object.hasOwn(run.variables, name));
  return Object.fromEntries(used.map((name) => [name, run.variables[name]]));
}

function ask(run: PlanRun, fetch: FetchNode, variables: Record<string, unknown>): Promise<SubgraphAnswer> {
  const source = run.sources.get(fetch.serviceName);
  if (source === undefined) throw new Error(`The graph has no subgraph ${fetch.serviceName}`);
  const request = { query: fetch.operation, operationName: fetch.operationName, variables };
  return source.process({ request, context: run.context });
}

function takeErrors(
  run: PlanRun,
  { serviceName }: FetchNode,
  { errors }: SubgraphAnswer,
  pathOf: (path: Place['path']) => Place['path'] | undefined,
): void {
  for (const error of errors ?? []) {
    run.errors.push(
      new GraphQLError(error.message || `The subgraph ${serviceName} failed without a message.`, {
        path: error.path && pathOf(error.path),
        originalError: error as GraphQLFormattedError & Error,
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...error.extensions, serviceName },
      }),
    );
  }
}

export function faultOf(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
