import { GraphQLError } from 'graphql';

/** The most that one page holds. */
export const LARGEST_PAGE = 1_000;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface Connection<Node> {
  readonly nodes: Node[];
  readonly edges: { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

export interface PageRequest {
  readonly first: number;
  /** What the cursor says: the key of the last node of the page before. */
  readonly after: string | undefined;
}

/** @throws {GraphQLError} BAD_USER_INPUT for a page that is too large or a cursor that is none of ours. */
export function readPage(page: PageArguments, defaultFirst: number): PageRequest {
  const first = page.first ?? defaultFirst;
  if (first < 0 || first > LARGEST_PAGE) throw badInput(`first is ${first}; it may be 0 to ${LARGEST_PAGE}`);
  return { first, after: page.after == null ? undefined : readCursor(page.after) };
}

/**
 * One page of a connection.
 * @param nodes the page and, if there is one, the first node behind it.
 * @param keyOf what tells the nodes' order; the cursor is made of it.
 */
export function connectionOf<Node>(
  nodes: readonly Node[],
  request: PageRequest,
  totalCount: number,
  keyOf: (node: Node) => string,
): Connection<Node> {
  const page = nodes.slice(0, request.first);
  const edges = page.map((node) => ({ cursor: writeCursor(keyOf(node)), node }));
  return {
    nodes: page,
    edges,
    pageInfo: { hasNextPage: nodes.length > page.length, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount,
  };
}

const PREFIX = 'after:';
const writeCursor = (key: string) => Buffer.from(PREFIX + key, 'utf8').toString('base64url');

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith(PREFIX))
    throw badInput(`after is ${JSON.stringify(cursor)}, which is not a cursor of this connection`);
  return text.slice(PREFIX.length);
}

const badInput = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
