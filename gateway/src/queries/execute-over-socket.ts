import type { ApolloServer } from '@apollo/server';
import type { ExecutionResult } from 'graphql';
import type { RequestContext } from './request-context.ts';

/** Runs a query or mutation that came over a socket as if it had come by POST. */
export async function executeOverSocket(
  apollo: ApolloServer<RequestContext>,
  context: RequestContext,
): Promise<ExecutionResult> {
  const { text, operationName, variables } = context.prepared!;
  const { body } = await apollo.executeOperation(
    { query: text, variables: { ...variables }, ...(operationName === undefined ? {} : { operationName }) },
    { contextValue: context },
  );
  if (body.kind !== 'single') throw new Error('Incremental delivery is not offered');
  const { data, errors } = body.singleResult;
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors as never }),
  };
}
