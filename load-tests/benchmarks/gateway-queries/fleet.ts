import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { tagsOfRange } from '@citywatt/measurement-store/change-tags';
import { type DocumentNode, execute, type GraphQLSchema, parse } from 'graphql';
import { root } from '../gateway-peers/started.ts';
import { answerRequests } from '../gateway-peers/worker-side.ts';
import { CITIES, DISTRICTS, districtsOf, type Made, peakOf, seriesOf, type TimeRange } from './made-city.ts';

/**
 * The two subgraphs of the dashboard by their own SDL, with made cities in place of their stores, saying of each answer
 * what it is made of as the real ones do. An answer that was given is kept: what the stores and these processes need
 * for it is the same whatever gateway asks, and is not what is measured.
 */
export interface FleetRequest {
  readonly registryPort: number;
  readonly consumptionPort: number;
}

interface Hints {
  readonly tags: Set<string>;
  /** Where the latest range ends. */
  to: number;
}

const MOST_KEPT = 20_000;
/** As the subgraph says it of a range that is not over. */
const OPEN_MS = 1_000;
const REGISTRY_TAGS = ['registry:demo'];

const sdl = (name: string) => parse(readFileSync(join(root, `subgraphs/${name}/schema.graphql`), 'utf8'));
const made = (id: string): Made => ({ id, slug: id.split('/')[1]!, district: id.split('/')[2] });

const consumption = (id: string, range: TimeRange, resolution: string, hints: Hints) => {
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)];
  for (const tag of tagsOfRange({ tenant: 'demo', city: made(id).slug }, from, to)) hints.tags.add(tag);
  hints.to = Math.max(hints.to, to);
  return { id, from, to, resolution };
};
interface SeriesArguments {
  readonly range: TimeRange;
  readonly resolution: string;
}
const place = {
  __resolveReference: (reference: { id: string }) => reference,
  consumption: ({ id }: { id: string }, { range, resolution }: SeriesArguments, hints: Hints) =>
    seriesOf(consumption(id, range, resolution, hints)),
  peak: ({ id }: { id: string }, { range, resolution }: SeriesArguments, hints: Hints) =>
    peakOf(consumption(id, range, resolution, hints)),
};

const registry = buildSubgraphSchema({
  typeDefs: sdl('registry'),
  resolvers: {
    Query: {
      cities: () => CITIES,
      city: (_: unknown, { slug }: { slug: string }) => CITIES.find((city) => city.slug === slug),
    },
    City: {
      districts: ({ slug }: { slug: string }) => ({ nodes: districtsOf(slug), totalCount: DISTRICTS }),
    },
  } as never,
});
const measurements = buildSubgraphSchema({
  typeDefs: sdl('consumption'),
  resolvers: { City: place, District: place } as never,
});

answerRequests<FleetRequest, void>(async ({ registryPort, consumptionPort }) => {
  await Promise.all([serve(registry, registryPort, REGISTRY_TAGS), serve(measurements, consumptionPort, [])]);
});

interface Operation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface Kept {
  readonly text: string;
  readonly hints: Hints;
}

async function serve(schema: GraphQLSchema, port: number, always: readonly string[]): Promise<void> {
  const parsed = new Map<string, DocumentNode>();
  const kept = new Map<string, Kept>();
  const executed = async ({ query, operationName, variables }: Operation): Promise<[unknown, Hints]> => {
    const document = parsed.get(query) ?? parse(query, { noLocation: true });
    parsed.set(query, document);
    const hints: Hints = { tags: new Set(always), to: 0 };
    const variableValues = variables;
    const result = await execute({ schema, document, operationName, variableValues, contextValue: hints });
    if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('\n'));
    return [result.data, hints];
  };
  const keep = async (key: string, make: () => Promise<Kept>): Promise<Kept> => {
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = await make();
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, made);
    return made;
  };
  /** One by one: whether a gateway asks for entities of several requests together must not decide what is kept. */
  const entities = async (operation: Operation, representations: readonly unknown[]): Promise<Kept> => {
    const { query, operationName, variables } = operation;
    const each = representations.map((representation) => {
      const alone = { query, operationName, variables: { ...variables, representations: [representation] } };
      return keep(JSON.stringify(alone), async () => {
        const [data, hints] = await executed(alone);
        return { text: JSON.stringify((data as { _entities: readonly unknown[] })._entities[0]), hints };
      });
    });
    const parts = await Promise.all(each);
    return {
      text: `{"data":{"_entities":[${parts.map(({ text }) => text).join(',')}]}`,
      hints: {
        tags: new Set(parts.flatMap(({ hints }) => [...hints.tags])),
        to: Math.max(...parts.map(({ hints }) => hints.to)),
      },
    };
  };
  const answer = (body: string): Promise<Kept> => {
    const operation = JSON.parse(body) as Operation;
    const representations = operation.variables?.['representations'];
    if (Array.isArray(representations)) return entities(operation, representations);
    return keep(body, async () => {
      const [data, hints] = await executed(operation);
      return { text: JSON.stringify({ data }).slice(0, -1), hints };
    });
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const { text, hints } = await answer(body);
    const cacheTags = [...hints.tags];
    const extensions = hints.to > Date.now() ? { cacheTags, cacheMaxAgeMs: OPEN_MS } : { cacheTags };
    response
      .setHeader('content-type', 'application/json')
      .end(`${text},"extensions":${JSON.stringify(extensions)}}`);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', 4_096, resolve));
}
