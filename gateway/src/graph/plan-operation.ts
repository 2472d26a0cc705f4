import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { Graph } from './graph.ts';

/** What to fetch for one operation of a valid document. */
export const planOperation = (
  { planner, federatedApiSchema }: Graph,
  document: DocumentNode,
  operationName: string | undefined,
): QueryPlan =>
  planner.buildQueryPlan(
    operationFromDocument(federatedApiSchema, document, operationName === undefined ? {} : { operationName }),
  );
