import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildSchema, execute, parse, subscribe } from 'graphql';
import { createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { Pool } from 'undici';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * Subscriptions as most teams write them: graphql-ws over a schema of one's own, each subscription executed by itself,
 * the field of the other service fetched in its resolver. The service of changes is subscribed to once a channel and its
 * changes handed out within the process, which is more than most do.
 */
const [portText = '', feedUrl = '', placesUrl = ''] = process.argv.slice(2);

interface Change {
  readonly place: { readonly id: string };
}

const UPSTREAM = `subscription ($channel: Int!) {
  changed(channel: $channel) { sequence sentAt powerKw quality note place { id } }
}`;
const NAMES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Place { name } } }';
const QUEUED = 10_000;

const feed = createClient({ url: feedUrl.replace('http', 'ws'), webSocketImpl: WebSocket, lazy: true });
const { origin, pathname } = new URL(placesUrl);
const places = new Pool(origin, { connections: 32 });
const channels = new Map<number, Set<(change: Change) => void>>();

function listen(channel: number, listener: (change: Change) => void): () => void {
  let listeners = channels.get(channel);
  if (listeners === undefined) {
    const made = new Set<(change: Change) => void>();
    listeners = made;
    channels.set(channel, made);
    feed.subscribe<{ changed: Change }>(
      { query: UPSTREAM, variables: { channel } },
      {
        next: ({ data }) => {
          for (const each of made) each(data!.changed);
        },
        error: (error) => {
          throw error;
        },
        complete: () => {},
      },
    );
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changesOf(channel: number): AsyncIterableIterator<{ changed: Change }> {
  const waiting: Change[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const stop = listen(channel, (change) => {
    if (waiting.length >= QUEUED) waiting.shift();
    waiting.push(change);
    wake?.();
  });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (waiting.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return ended ? { done: true, value: undefined } : { done: false, value: { changed: waiting.shift()! } };
    },
    async return() {
      ended = true;
      stop();
      wake?.();
      return { done: true, value: undefined };
    },
  };
}

async function nameOf(id: string): Promise<string> {
  const { body } = await places.request({
    method: 'POST',
    path: pathname,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: NAMES, variables: { representations: [{ __typename: 'Place', id }] } }),
  });
  const { data } = (await body.json()) as { data: { _entities: { name: string }[] } };
  return data._entities[0]!.name;
}

const schema = buildSchema(readFileSync(new URL('./changes.graphql', import.meta.url), 'utf8'));
schema.getSubscriptionType()!.getFields()['changed']!.subscribe = (_root, { channel }) => changesOf(channel);
(schema.getType('Place') as import('graphql').GraphQLObjectType).getFields()['name']!.resolve = ({ id }) =>
  nameOf(id);

const server = createServer((_request, response) => response.end('{}'));
const parsed = new Map<string, ReturnType<typeof parse>>();
useServer(
  {
    schema,
    execute,
    subscribe,
    onSubscribe: (_context, _id, { query, operationName, variables }) => {
      const document = parsed.get(query) ?? parse(query, { noLocation: true });
      parsed.set(query, document);
      return { schema, document, operationName, variableValues: variables };
    },
  },
  new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }),
);
server.listen(Number(portText), '127.0.0.1', 4_096);
