import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

/** Code generation leaves the hash of a document only; its text is known to the gateway. */
export function documentHash(document: TypedDocumentNode<never, never> | object): string {
  const hash = (document as { __meta__?: { hash?: string } }).__meta__?.hash;
  if (hash === undefined) throw new DocumentWithoutHash();
  return hash;
}

export class DocumentWithoutHash extends Error {
  readonly code = 'DOCUMENT_WITHOUT_HASH';
}
