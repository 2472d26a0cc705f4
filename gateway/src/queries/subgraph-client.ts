import type { Logger } from '@citywatt/service-runtime/logger';
import type { GraphQLFormattedError } from 'graphql';
import { Pool } from 'undici';
import type { SignPrincipal } from '../principals/principal-tokens.ts';
import type { RequestContext } from './request-context.ts';
import { SubgraphUnavailable } from './subgraph-unavailable.ts';

export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** One fetch of a plan. */
export interface SubgraphFetch {
  readonly request: {
    readonly query: string;
    readonly operationName: string | undefined;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  readonly context: RequestContext;
}

export interface SubgraphSource {
  /** The answer belongs to who fetched it. @throws {SubgraphUnavailable} */
  process(fetch: SubgraphFetch): Promise<SubgraphAnswer>;
}

export interface SubgraphRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  /** JSON text of an object: whoever merged it has it as text already. */
  readonly variables: string;
}

export interface SubgraphClient {
  /** @throws {SubgraphUnavailable} */
  send(request: SubgraphRequest, context: RequestContext): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}

const ANSWER_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 2_000;
const CONNECTIONS = 32;

/** Speaks to one subgraph over kept-alive connections, as the principal of each request. */
export function subgraphClient(
  name: string,
  url: string,
  sign: SignPrincipal,
  logger: Logger,
): SubgraphClient {
  let answers = true;
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_WITHIN_MS },
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  });

  return {
    async send(request, context) {
      try {
        const response = await pool.request({
          method: 'POST',
          path: pathname + search,
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            authorization: `Bearer ${await sign(context.principal, name)}`,
            'x-correlation-id': context.correlationId,
          },
          body: `{"query":${JSON.stringify(request.query)},"operationName":${JSON.stringify(request.operationName ?? null)},"variables":${request.variables}}`,
        });
        const answer = (await response.body.json()) as SubgraphAnswer;
        if (answer.data === undefined && answer.errors === undefined) {
          throw new Error(`no GraphQL answer (HTTP ${response.statusCode})`);
        }
        if (!answers) logger.info({ subgraph: name }, 'subgraph answers again');
        answers = true;
        return answer;
      } catch (error) {
        // Once, not for each of the requests that a dead subgraph fails.
        if (answers) logger.warn({ err: error, subgraph: name, url }, 'subgraph does not answer');
        answers = false;
        throw new SubgraphUnavailable(name, error);
      }
    },
    close: () => pool.destroy(),
  };
}
