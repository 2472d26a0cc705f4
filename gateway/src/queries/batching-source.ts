import { copied } from '../execution/answer-data.ts';
import type { RequestContext } from './request-context.ts';
import type { CacheHints } from './response-cache.ts';
import type { SubgraphAnswer, SubgraphClient, SubgraphFetch, SubgraphSource } from './subgraph-client.ts';

interface Batch {
  /** Distinct representations as JSON text, and where each stands. */
  readonly positions: Map<string, number>;
  /** How many takers each has: an answer that several take must be copied, since plans are executed in place. */
  readonly takers: number[];
  readonly answer: Promise<SubgraphAnswer>;
}

/**
 * Merges entity fetches of equal text and principal that are made in one turn of the event loop, across requests
 * and subscriptions alike, into one request without duplicates.
 */
export function batchingSource(client: SubgraphClient): SubgraphSource {
  const open = new Map<string, Batch>();

  const process = async ({ request, context }: SubgraphFetch): Promise<SubgraphAnswer> => {
    const { query, operationName } = request;
    const { representations, ...rest } = request.variables;
    const variables = JSON.stringify(rest);
    if (!Array.isArray(representations)) {
      const answer = await client.send({ query, operationName, variables }, context);
      context.recording?.hear(hintsOf(answer));
      return answer;
    }

    const key = `${context.accessScope}\n${context.principal.subject}\n${variables}\n${query}`;
    const batch = open.get(key) ?? openBatch(key, query, operationName, variables, context);
    const positions = representations.map((representation) => {
      const text = JSON.stringify(representation);
      const position = batch.positions.get(text) ?? batch.positions.size;
      batch.positions.set(text, position);
      batch.takers[position] = (batch.takers[position] ?? 0) + 1;
      return position;
    });
    const answer = await batch.answer;
    context.recording?.hear(hintsOf(answer));
    return take(answer, positions, batch.takers);
  };

  const openBatch = (
    key: string,
    query: string,
    operationName: string | undefined,
    variables: string,
    context: RequestContext,
  ): Batch => {
    const positions = new Map<string, number>();
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      open.delete(key);
      const representations = `"representations":[${[...positions.keys()].join(',')}]`;
      const all =
        variables === '{}' ? `{${representations}}` : `${variables.slice(0, -1)},${representations}}`;
      return client.send({ query, operationName, variables: all }, context);
    });
    const batch: Batch = { positions, takers: [], answer };
    open.set(key, batch);
    return batch;
  };

  return { process };
}

function hintsOf({ extensions }: SubgraphAnswer): CacheHints | undefined {
  const hints = extensions as Partial<CacheHints> | undefined;
  return Array.isArray(hints?.cacheTags) ? (hints as CacheHints) : undefined;
}

/** The part of a merged answer that belongs to one fetch, with the paths of its errors moved to its own positions. */
function take(
  answer: SubgraphAnswer,
  positions: readonly number[],
  takers: readonly number[],
): SubgraphAnswer {
  const entities: unknown = answer.data?.['_entities'];
  const errors = answer.errors?.flatMap((error) => {
    const at = error.path?.[1];
    if (error.path?.[0] !== '_entities' || typeof at !== 'number') return [error];
    const own = positions.indexOf(at);
    return own < 0 ? [] : [{ ...error, path: ['_entities', own, ...error.path.slice(2)] }];
  });
  return {
    ...answer,
    data: Array.isArray(entities)
      ? {
          _entities: positions.map((position) =>
            (takers[position] ?? 0) > 1 ? copied(entities[position]) : entities[position],
          ),
        }
      : answer.data,
    ...(errors !== undefined && errors.length > 0 ? { errors } : { errors: undefined }),
  } as SubgraphAnswer;
}
