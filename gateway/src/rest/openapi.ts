import { type GraphQLSchema, Kind, parse } from 'graphql';
import { answerSchema, describedParameter, type JsonSchema } from './json-schema.ts';
import { parametersOf } from './parameters.ts';
import type { RestOperation } from './rest-operations.ts';
import { REST_PREFIX } from './routes.ts';

const PROBLEM: JsonSchema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string', description: 'A stable code.' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong, where, and how to mend it.' },
    correlationId: { type: 'string', description: 'Name this when you ask for help.' },
  },
  required: ['type', 'title', 'status', 'detail', 'correlationId'],
};

const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'A parameter is missing, unknown or malformed.',
  401: 'No key, or one that is not valid.',
  403: 'The key lacks a scope.',
  404: 'Not there, or not yours to see.',
  429: 'The budget of this minute is spent; Retry-After says when to come again.',
  503: 'A part of the platform does not answer.',
};

/** The field that an operation asks for, with what it answers. */
export function answerOf(operation: RestOperation, schema: GraphQLSchema): JsonSchema {
  const [definition] = parse(operation.document).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION)
    throw new Error(`${operation.name} is not an operation`);
  const [field] = definition.selectionSet.selections;
  if (field?.kind !== Kind.FIELD || field.selectionSet === undefined)
    throw new Error(`${operation.name} asks for no object`);
  const { type } = schema.getQueryType()!.getFields()[field.name.value]!;
  const answer = answerSchema(field.selectionSet, type, schema);
  // Null is answered by 404.
  return Array.isArray(answer['anyOf']) ? (answer['anyOf'][0] as JsonSchema) : answer;
}

/** OpenAPI 3.1: from the operations and the schema alone. */
export function openApiDocument(
  operations: readonly RestOperation[],
  schemaOf: (operation: RestOperation) => GraphQLSchema,
): JsonSchema {
  const paths = operations.map((operation) => [
    operation.path,
    { get: pathItem(operation, schemaOf(operation)) },
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Citywatt',
      version: '1',
      description:
        'Operations that a key with `areas:read` may ask, and those for keys with more. The graph holds all of it: `/public/graphql`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: REST_PREFIX }],
    security: [{ key: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'cw_<id>_<secret>' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

function pathItem(operation: RestOperation, schema: GraphQLSchema): JsonSchema {
  const parameters = parametersOf(operation, schema).map((parameter) => {
    const inPath = operation.path.includes(`{${parameter.name}}`);
    const { description, schema: bare } = describedParameter(parameter);
    return {
      name: parameter.name,
      in: inPath ? 'path' : 'query',
      required: inPath || parameter.required,
      description,
      schema: parameter.default === undefined ? bare : { ...bare, default: parameter.default },
    };
  });
  const csv = operation.csv === undefined ? {} : { 'text/csv': { schema: { type: 'string' } } };
  const problems = Object.entries(PROBLEMS).map(([status, description]) => [
    status,
    {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return {
    operationId: operation.name,
    summary: operation.description,
    tags: [operation.graph === 'public' ? 'Areas' : 'Whole graph'],
    parameters,
    responses: {
      200: {
        description: operation.description,
        headers: { ETag: { schema: { type: 'string' } } },
        content: { 'application/json': { schema: answerOf(operation, schema) }, ...csv },
      },
      304: { description: 'What you kept still holds.' },
      ...Object.fromEntries(problems),
    },
  };
}
