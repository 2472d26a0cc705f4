import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Client, type CombinedError, fetchExchange } from '@urql/vue';
import { documentHash } from './document-hash.ts';

/** No cache exchange: without the text of a document there is nothing to normalise by, and each panel owns its answer. */
export const queryClient = new Client({
  url: '/graphql',
  exchanges: [fetchExchange],
  preferGetMethod: false,
  fetchOptions: { headers: { accept: 'application/graphql-response+json, application/json' } },
});

type Persisted = { kind: 'Document'; definitions: []; documentId: string };
const persisted = new WeakMap<object, Persisted>();

function persistedDocument<Data, Variables>(document: TypedDocumentNode<Data, Variables>) {
  let known = persisted.get(document);
  if (known === undefined) {
    known = { kind: 'Document', definitions: [], documentId: documentHash(document) };
    persisted.set(document, known);
  }
  return known as unknown as TypedDocumentNode<Data, Variables>;
}

export class QueryFailed extends Error {
  readonly code = 'QUERY_FAILED';
  constructor(cause: CombinedError | undefined) {
    super('A query was not answered', { cause });
  }
}

/** One answer from the gateway; a partial answer counts as none, so that no panel shows half a city. */
export async function ask<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const result = await queryClient
    .query<Data, Variables>(persistedDocument(document), variables, { requestPolicy: 'network-only' })
    .toPromise();
  if (result.error !== undefined || result.data === undefined) throw new QueryFailed(result.error);
  return result.data;
}
