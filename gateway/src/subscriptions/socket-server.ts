import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '@citywatt/access-policy/principal';
import type { Logger } from '@citywatt/service-runtime/logger';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuseUpgrade } from '../http/upgrades.ts';
import type { Spending } from '../limits/budgets.ts';
import { OperationRefused } from '../operations/operation-refused.ts';
import { type OperationRequest, readOperationRequest } from '../operations/operation-request.ts';
import type { PrepareOperation } from '../operations/prepare.ts';
import { presentError } from '../operations/presented-error.ts';
import { accessScopeOf } from '../principals/access-scope.ts';
import type { AccessWatch } from '../principals/access-watch.ts';
import type { Authenticate } from '../principals/authenticate.ts';
import type { RunQuery } from '../queries/query-server.ts';
import type { RequestContext } from '../queries/request-context.ts';
import { type ClientConnection, type ClientOperation, clientConnection } from './client-connection.ts';
import { clientStream, StreamEnded } from './client-stream.ts';
import type { Hub } from './hub.ts';
import { socketTransport } from './result-transport.ts';
import type { Subscribe, Subscription } from './subscribe.ts';
import type { SubscriptionCounts } from './subscription-counts.ts';

export interface SocketServerOptions {
  readonly gate: PrepareOperation;
  readonly authenticate: Authenticate;
  readonly subscribe: Subscribe;
  /** Queries and mutations take the same way as over HTTP. */
  readonly execute: RunQuery;
  readonly hub: Hub;
  readonly watch: AccessWatch;
  readonly counts: SubscriptionCounts;
  readonly spending: Spending;
  readonly apiSchema: () => GraphQLSchema;
  readonly logger: Logger;
}

export interface SocketServer {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): Promise<void>;
}

const LARGEST_MESSAGE_BYTES = 64 * 1024;
const INIT_WITHIN_MS = 5_000;
const PING_EVERY_MS = 12_000;
const MOST_SOCKETS = 10_000;
const MOST_OPERATIONS_PER_SOCKET = 100;
const FORBIDDEN_CODE = 4403;
const GOING_AWAY_CODE = 1001;
/** Clients that are let go one after another do not come back all at once. */
const STAGGER_PER_SOCKET_MS = 2;
const LONGEST_STAGGER_MS = 4_000;
const STOPPED_WITHIN_MS = 1_000;

interface Session {
  readonly request: IncomingMessage;
  principal: Principal;
  readonly connection: ClientConnection;
  /** What the socket's operations were let in by; when one of them is revoked the socket is closed. */
  readonly authorizations: Set<string>;
  readonly running: Set<Running>;
}

/** graphql-transport-ws on the gateway's own port; results of subscriptions go from the hub straight to the sockets. */
export function socketServer(options: SocketServerOptions): SocketServer {
  const { gate, authenticate, hub, logger } = options;
  const sessions = new WeakMap<WebSocket, Session>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });

  const refusal = (error: unknown, correlationId: string): GraphQLFormattedError =>
    presentError(
      error instanceof GraphQLError ? error.toJSON() : { message: '' },
      error,
      correlationId,
      logger,
    );

  const { dispose } = useServer<{ authorization?: string }>(
    {
      connectionInitWaitTimeout: INIT_WITHIN_MS,
      onConnect: async ({ connectionParams, extra: { socket, request } }) => {
        try {
          const authorization = readAuthorization(connectionParams) ?? request.headers.authorization;
          const principal = await authenticate(request, authorization);
          const connection = clientConnection(socketTransport(socket, request.socket as Socket));
          const authorizations = new Set(authorization ? [authorization] : []);
          sessions.set(socket, { request, principal, connection, authorizations, running: new Set() });
          const revoked = () => socket.close(FORBIDDEN_CODE, 'Forbidden');
          socket.once('close', options.watch.watch({ request, authorizations, revoked }));
          return true;
        } catch (error) {
          if (!(error instanceof OperationRefused)) logger.error({ err: error }, 'authentication failed');
          return false;
        }
      },
      onSubscribe: async ({ extra, subscriptions }, id, payload) => {
        const correlationId = randomUUID();
        try {
          const session = sessions.get(extra.socket)!;
          if (Object.keys(subscriptions).length > MOST_OPERATIONS_PER_SOCKET) {
            const message = `A connection carries at most ${MOST_OPERATIONS_PER_SOCKET} operations.`;
            throw new OperationRefused('TOO_MANY_OPERATIONS', message, 429, {
              limit: MOST_OPERATIONS_PER_SOCKET,
            });
          }
          const request: OperationRequest = readOperationRequest(payload);
          // GraphiQL opens its socket before its header editor is known and sends the headers with each operation.
          const own = readAuthorization(payload.extensions ?? undefined);
          const principal = own === undefined ? session.principal : await authenticate(extra.request, own);
          if (own !== undefined) session.authorizations.add(own);
          const prepared = gate(request, principal.scopes);
          await options.spending.spend(principal, prepared.cost);
          const context: RequestContext = {
            principal,
            accessScope: accessScopeOf(principal),
            correlationId,
            prepared,
          };
          const subscription =
            prepared.operation.operation === 'subscription'
              ? options.subscribe(prepared, context)
              : undefined;
          const contextValue: Operation = { id, session, context, subscription };
          const { document, operationName } = prepared;
          return {
            schema: options.apiSchema(),
            document,
            contextValue,
            ...(operationName === undefined ? {} : { operationName }),
          };
        } catch (error) {
          const shown = refusal(error, correlationId);
          return [new GraphQLError(shown.message, { extensions: shown.extensions ?? {} })];
        }
      },
      onPing: async ({ extra: { socket } }, payload) => {
        const authorization = readAuthorization(payload ?? undefined);
        const session = sessions.get(socket);
        if (authorization === undefined || session === undefined) return;
        try {
          refresh(session, authorization, await authenticate(session.request, authorization));
        } catch (error) {
          if (!(error instanceof OperationRefused)) logger.error({ err: error }, 'authentication failed');
          socket.close(FORBIDDEN_CODE, 'Forbidden');
        }
      },
      // Its type asks for errors that are not presented yet.
      execute: ({ contextValue }) =>
        options.execute((contextValue as Operation).context) as Promise<ExecutionResult>,
      subscribe: ({ contextValue }) => {
        const operation = contextValue as Operation;
        try {
          return attach(hub, operation, options.counts.take(operation.context.principal.subject));
        } catch (error) {
          return { errors: [refusal(error, operation.context.correlationId) as GraphQLError] };
        }
      },
      onError: (_context, _id, _payload, errors) => {
        const [cause] = errors;
        if (cause?.originalError instanceof StreamEnded) return cause.originalError.errors;
        return undefined;
      },
      isProd: true,
    },
    server,
    PING_EVERY_MS,
  );

  let stopping = false;
  const sendAway = async (client: WebSocket, withinMs: number) => {
    await sleep(Math.random() * withinMs);
    client.close(GOING_AWAY_CODE, 'Going away');
  };

  return {
    upgrade(request, socket, head) {
      if (stopping || server.clients.size >= MOST_SOCKETS)
        return refuseUpgrade(socket, '503 Service Unavailable');
      server.handleUpgrade(request, socket, head, (accepted) => server.emit('connection', accepted, request));
    },
    async stop() {
      stopping = true;
      const withinMs = Math.min(LONGEST_STAGGER_MS, server.clients.size * STAGGER_PER_SOCKET_MS);
      await Promise.all([...server.clients].map((client) => sendAway(client, withinMs)));
      const late = setTimeout(() => {
        for (const client of server.clients) client.terminate();
      }, STOPPED_WITHIN_MS);
      await dispose();
      clearTimeout(late);
    },
  };
}

interface Operation {
  readonly id: string;
  readonly session: Session;
  readonly context: RequestContext;
  readonly subscription: Subscription | undefined;
}

/** A subscription of a socket, while it lives. */
interface Running {
  readonly accessScope: string;
  end(errors: readonly GraphQLFormattedError[]): void;
}

/** In-band: what runs under the access that the new key gives goes on, the rest has to be asked for anew. */
function refresh(session: Session, authorization: string, principal: Principal): void {
  session.principal = principal;
  session.authorizations.clear();
  session.authorizations.add(authorization);
  const accessScope = accessScopeOf(principal);
  for (const operation of session.running) {
    if (operation.accessScope === accessScope) continue;
    operation.end([
      { message: 'Access has changed; subscribe again.', extensions: { code: 'ACCESS_CHANGED' } },
    ]);
  }
}

function attach(
  hub: Hub,
  { id, session, context, subscription }: Operation,
  release: () => void,
): AsyncIterableIterator<never, undefined> & AsyncGenerator<never> {
  if (subscription === undefined) throw new Error('Not a subscription');
  const { connection } = session;
  const operation: ClientOperation = {
    envelope: {
      before: Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`),
      after: CLOSING,
    },
    delivery: subscription.plan.delivery,
  };
  const end = (errors?: readonly GraphQLFormattedError[]) => {
    // What was delivered comes before `complete` or `error`, which graphql-ws sends by itself.
    connection.flush();
    stream.end(errors);
  };
  const running: Running = { accessScope: context.accessScope, end };
  session.running.add(running);
  const stream = clientStream(() => {
    session.running.delete(running);
    detach();
    connection.drop(operation);
    release();
  });
  const detach = hub.attach(subscription, { deliver: (text) => connection.send(operation, text), end });
  return stream as never;
}

const CLOSING = Buffer.from('}');

/** As `authorization`, or among `headers`, which is how GraphiQL sends what its header editor holds. */
function readAuthorization(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const headers = params?.['headers'];
  for (const source of [params, typeof headers === 'object' && headers !== null ? headers : {}]) {
    for (const [name, value] of Object.entries(source ?? {})) {
      if (name.toLowerCase() === 'authorization' && typeof value === 'string') return value;
    }
  }
  return undefined;
}
