import { createHash } from 'node:crypto';
import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, parse } from 'graphql';
import { type AccessRules, readAccessRules } from '../access/access-rules.ts';
import { type CostRules, readCostRules } from '../limits/cost-rules.ts';
import { readStreamRules, type StreamRules } from '../subscriptions/stream-rules.ts';

/** Everything the gateway derives from one supergraph. */
export interface Graph {
  /** Hash of the supergraph: part of every key of something shared or cached. */
  readonly id: string;
  readonly sdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly federatedApiSchema: Schema;
  /** With the join machinery: what executing a plan needs. */
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly access: AccessRules;
  readonly cost: CostRules;
  readonly streams: StreamRules;
}

export function readGraph(sdl: string): Graph {
  const supergraph = Supergraph.build(sdl);
  const federatedApiSchema = supergraph.apiSchema();
  const document = parse(sdl);
  return {
    id: createHash('sha256').update(sdl).digest('hex').slice(0, 16),
    sdl,
    apiSchema: federatedApiSchema.toGraphQLJSSchema(),
    federatedApiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
    subgraphs: [...supergraph.subgraphsMetadata()].map(({ name, url }) => ({ name, url })),
    access: readAccessRules(document),
    cost: readCostRules(document),
    streams: readStreamRules(document),
  };
}
