import type { Principal } from '@citywatt/access-policy/principal';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { Authenticate } from '../principals/authenticate.ts';
import type { AnswerOperation } from '../rest/answer-operation.ts';
import { describedParameter } from '../rest/json-schema.ts';
import { answerOf } from '../rest/openapi.ts';
import { type Parameter, parametersOf, readParameters } from '../rest/parameters.ts';
import { oncePerGraph, type RestOperation } from '../rest/rest-operations.ts';

export interface McpOptions {
  readonly operations: readonly RestOperation[];
  readonly schemaOf: (operation: RestOperation) => GraphQLSchema;
  readonly answer: AnswerOperation;
  readonly authenticate: Authenticate;
  readonly version: string;
}

const PATH = '/mcp';

/** The operations as read-only tools, over streamable HTTP without sessions: each request stands for itself. */
export function mcpRoute(app: FastifyInstance, options: McpOptions): void {
  const served: Served = {
    ...options,
    parametersIn: oncePerGraph(options.schemaOf, parametersOf),
    toolIn: oncePerGraph(options.schemaOf, toolOf),
  };
  app.post(PATH, async (request, reply) => {
    const principal = await options.authenticate(request.raw, request.headers.authorization);
    const server = serverFor(served, principal, request.id);
    const transport = new StreamableHTTPServerTransport({
      enableJsonResponse: true,
    } as ConstructorParameters<typeof StreamableHTTPServerTransport>[0]);
    reply.raw.once('close', () => {
      void transport.close();
      void server.close();
    });
    // Its type says that a transport without a session has none of a session's handlers.
    await server.connect(transport as never);
    reply.hijack();
    await transport.handleRequest(request.raw, reply.raw, request.body);
  });
  app.route({
    method: ['GET', 'DELETE'],
    url: PATH,
    handler: async (_request, reply) => {
      reply.header('allow', 'POST');
      throw new OperationRefused(
        'METHOD_NOT_ALLOWED',
        'There are no sessions here: each request is a POST.',
        405,
      );
    },
  });
}

interface Served extends McpOptions {
  readonly parametersIn: (operation: RestOperation) => readonly Parameter[];
  readonly toolIn: (operation: RestOperation) => ReturnType<typeof toolOf>;
}

function serverFor(options: Served, principal: Principal, correlationId: string): Server {
  const { operations, parametersIn, toolIn, answer, version } = options;
  const server = new Server({ name: 'citywatt', version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: operations.map(toolIn),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const operation = operations.find(({ name }) => toolName(name) === params.name);
    try {
      if (operation === undefined)
        throw new OperationRefused('NOT_FOUND', `There is no tool ${JSON.stringify(params.name)}.`, 404);
      const variables = readParameters(parametersIn(operation), params.arguments ?? {}, Date.now());
      const value = await answer(operation, variables, principal, correlationId);
      return {
        content: [{ type: 'text', text: JSON.stringify(value) }],
        structuredContent: value as Record<string, unknown>,
      };
    } catch (error) {
      if (!(error instanceof OperationRefused)) throw error;
      // Told to the assistant, which may mend its arguments, and not to its protocol.
      return { content: [{ type: 'text', text: `${error.code}: ${error.message}` }], isError: true };
    }
  });
  return server;
}

const toolName = (name: string) => name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

function toolOf(operation: RestOperation, schema: GraphQLSchema) {
  const parameters = parametersOf(operation, schema);
  const properties = parameters.map((parameter) => {
    const { description, schema } = describedParameter(parameter);
    return [parameter.name, { ...schema, description }];
  });
  return {
    name: toolName(operation.name),
    description: operation.description,
    inputSchema: {
      type: 'object' as const,
      properties: Object.fromEntries(properties),
      required: parameters.filter(({ required }) => required).map(({ name }) => name),
      additionalProperties: false,
    },
    outputSchema: answerOf(operation, schema) as { type: 'object' },
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  };
}
