import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type GraphQLSchema, Kind } from 'graphql';
import { type AnswerObject, isAnswerObject, merge, own, put } from './answer-data.ts';
import { applyRewrites, isOfType } from './rewrites.ts';

/**
 * What a fetch tells its subgraph of an entity; undefined for one that it has no part in, or of which something it
 * requires is not there because fetching that has failed. `schema` is the supergraph's: what is required may be hidden.
 */
export function representationOf(
  schema: GraphQLSchema,
  entity: AnswerObject,
  fetch: FetchNode,
): AnswerObject | undefined {
  const representation = selected(schema, entity, fetch.requires ?? []);
  if (!representation?.['__typename']) return undefined;
  applyRewrites(schema, fetch.inputRewrites, representation);
  return representation;
}

function selected(
  schema: GraphQLSchema,
  source: AnswerObject,
  selections: readonly QueryPlanSelectionNode[],
): AnswerObject | undefined {
  const result: AnswerObject = {};
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias ?? selection.name;
      const value = own(source, name);
      if (value === undefined) return undefined;
      put(result, name, selection.selections ? selectedBelow(schema, value, selection.selections) : value);
    } else if (
      selection.typeCondition !== undefined &&
      isOfType(schema, source['__typename'], selection.typeCondition)
    ) {
      const part = selected(schema, source, selection.selections);
      if (part !== undefined) merge(result, part);
    }
  }
  return result;
}

function selectedBelow(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly QueryPlanSelectionNode[],
): unknown {
  if (Array.isArray(value)) return value.map((item) => selectedBelow(schema, item, selections));
  return isAnswerObject(value) ? (selected(schema, value, selections) ?? null) : null;
}
