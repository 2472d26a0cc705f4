import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, type GraphQLSchema, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { answerRequests } from '../gateway-peers/worker-side.ts';
import { nameOf, openChanges } from './changes.ts';
import { FEED, PLACES } from './graph.ts';
import type { SourceRequest, SourceState } from './messages.ts';

const changes = openChanges();
let pace: NodeJS.Timeout | undefined;

const feed = buildSubgraphSchema({
  typeDefs: parse(FEED),
  resolvers: {
    Query: { channels: () => 1 },
    Subscription: {
      changed: {
        subscribe: (_: unknown, { fromSequence }: { fromSequence?: string }) => changes.follow(fromSequence),
        resolve: (change: unknown) => change,
      },
    },
  } as never,
});
const places = buildSubgraphSchema({
  typeDefs: parse(PLACES),
  resolvers: {
    Query: { places: () => 1 },
    Place: { __resolveReference: ({ id }: { id: string }) => ({ id, name: nameOf(id) }) },
  } as never,
});

answerRequests<SourceRequest, SourceState>(async (request) => {
  if (request.do === 'listen') {
    await Promise.all([serve(feed, request.feedPort), serve(places, request.placesPort)]);
  } else if (request.do === 'add') changes.add(request.count, request.note);
  else if (request.do === 'pace') {
    clearInterval(pace);
    if (request.everyMs > 0) pace = setInterval(() => changes.add(1, request.note), request.everyMs);
  }
  const { sequence, followers } = changes;
  const mostFollowers = request.do === 'state' ? changes.takeMostFollowers() : followers;
  return { sequence, followers, mostFollowers };
});

/** As little beside the execution as can be: the gateways before it are what is measured. */
async function serve(schema: GraphQLSchema, port: number): Promise<void> {
  const parsed = new Map<string, DocumentNode>();
  const documentOf = (query: string) => {
    const document = parsed.get(query) ?? parse(query, { noLocation: true });
    parsed.set(query, document);
    return document;
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    const { query, operationName, variables } = JSON.parse(text);
    const result = await execute({
      schema,
      document: documentOf(query),
      operationName,
      variableValues: variables,
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  });
  server.keepAliveTimeout = 60_000;
  useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', 4_096, resolve));
}
