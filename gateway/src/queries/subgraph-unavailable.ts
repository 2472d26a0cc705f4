import { GraphQLError } from 'graphql';

/** A subgraph did not answer, or not with GraphQL. */
export class SubgraphUnavailable extends GraphQLError {
  override readonly name = 'SubgraphUnavailable';
  readonly code = 'SUBGRAPH_UNAVAILABLE';

  constructor(subgraph: string, cause: unknown) {
    super(`The subgraph ${subgraph} is not available.`, {
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
      originalError: cause instanceof Error ? cause : new Error(String(cause)),
    });
  }
}
