import { z } from 'zod';
import { OperationRefused } from './operation-refused.ts';
import { bareHash } from './persisted-documents.ts';

/** One operation as it comes over HTTP or a socket. */
export interface OperationRequest {
  readonly query: string | undefined;
  /** Bare hex SHA-256 of a persisted document. */
  readonly documentHash: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

const shape = z.object({
  query: z.string().nullish(),
  documentId: z.string().max(128).nullish(),
  operationName: z.string().max(256).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z
    .object({ persistedQuery: z.object({ sha256Hash: z.string().max(128) }).nullish() })
    .loose()
    .nullish(),
});

/** @throws {OperationRefused} `BAD_REQUEST` naming what is wrong. */
export function readOperationRequest(body: unknown): OperationRequest {
  const result = shape.safeParse(body);
  if (!result.success) {
    const issue = result.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? 'the request' : issue.path.join('.');
    throw new OperationRefused(
      'BAD_REQUEST',
      `Not a GraphQL request: ${where}: ${issue?.message ?? 'malformed'}`,
      400,
    );
  }
  const { query, documentId, operationName, variables, extensions } = result.data;
  const hash = documentId ?? extensions?.persistedQuery?.sha256Hash;
  if (!hash && !query) {
    throw new OperationRefused('BAD_REQUEST', 'Neither a query nor the hash of a persisted document.', 400);
  }
  return {
    query: query ?? undefined,
    documentHash: hash ? bareHash(hash) : undefined,
    operationName: operationName || undefined,
    variables: variables ?? {},
  };
}

/** The same from the parameters of a URL, where objects are JSON text. @throws {OperationRefused} `BAD_REQUEST` */
export function readQueryParameters(parameters: Readonly<Record<string, unknown>>): OperationRequest {
  const objects = Object.entries(parameters).map(([name, value]) => [
    name,
    name === 'variables' || name === 'extensions' ? jsonOf(name, value) : value,
  ]);
  return readOperationRequest(Object.fromEntries(objects));
}

function jsonOf(name: string, text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new OperationRefused('BAD_REQUEST', `Not a GraphQL request: ${name}: not JSON`, 400);
  }
}
