import type { Server } from 'node:http';
import type { Principal } from '@citywatt/access-policy/principal';
import type { Logger } from '@citywatt/service-runtime/logger';
import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { AnswerHints } from './answer-hints.ts';
import type { SubgraphContext } from './context.ts';
import { presentError } from './presented-errors.ts';

export interface SubscriptionServerOptions {
  readonly server: Server;
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly verify: (token: string) => Promise<Principal | undefined>;
  readonly refuse: (document: DocumentNode, principal: Principal) => GraphQLError | undefined;
  readonly logger: Logger;
}

interface SocketState extends Record<PropertyKey, unknown> {
  principal?: Principal;
}

const GOING_AWAY = 1001;

/** graphql-transport-ws on the path of the HTTP server; `connectionParams.authorization` carries the principal. */
export function serveSubscriptions(options: SubscriptionServerOptions): { stop(): Promise<void> } {
  const { schema, logger } = options;
  const sockets = new WebSocketServer({
    server: options.server,
    path: options.path,
    maxPayload: 1_048_576,
    perMessageDeflate: false,
  });
  const disposable = useServer<Record<string, unknown>, SocketState>(
    {
      schema,
      execute,
      subscribe,
      onConnect: async (context) => {
        const authorization = context.connectionParams?.['authorization'];
        const token = /^Bearer\s+(\S+)$/i.exec(typeof authorization === 'string' ? authorization : '')?.[1];
        const principal = token === undefined ? undefined : await options.verify(token);
        // False closes with 4403.
        if (!principal) return false;
        context.extra.principal = principal;
        return true;
      },
      onSubscribe: (context, id, payload) => {
        const principal = context.extra.principal!;
        const document = parse(payload.query);
        const faults = validate(schema, document);
        if (faults.length > 0) return faults;
        const refusal = options.refuse(document, principal);
        if (refusal) return [refusal];
        const contextValue: SubgraphContext = { principal, correlationId: id, cache: new AnswerHints() };
        return {
          schema,
          document,
          contextValue,
          ...(payload.operationName == null ? {} : { operationName: payload.operationName }),
          ...(payload.variables == null ? {} : { variableValues: payload.variables }),
        };
      },
      onNext: (_context, id, _payload, _arguments, { data, errors }) => {
        if (!errors) return undefined;
        return {
          data: data ?? null,
          errors: errors.map((error) => presentError(error, id, logger).toJSON()),
        };
      },
      onError: (_context, id, _payload, errors) =>
        errors.map((error) => presentError(error, id, logger).toJSON()),
    },
    sockets,
  );
  return {
    async stop() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the subgraph stops');
      await disposable.dispose();
    },
  };
}
