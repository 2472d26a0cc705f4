import {
  type FieldNode,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import type { Parameter } from './parameters.ts';

/** JSON Schema 2020-12, as OpenAPI 3.1 and MCP take it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
};
const TEXT: JsonSchema = { type: 'string' };

const described = (schema: JsonSchema, description: string | null | undefined): JsonSchema =>
  description ? { ...schema, description } : schema;

/** What a query answers: exactly the fields that it selects. */
export function answerSchema(
  selections: SelectionSetNode,
  type: GraphQLOutputType,
  schema: GraphQLSchema,
): JsonSchema {
  if (isNonNullType(type)) return nonNull(selections, type.ofType, schema);
  return { anyOf: [nonNull(selections, type, schema), { type: 'null' }] };
}

function nonNull(selections: SelectionSetNode, type: GraphQLOutputType, schema: GraphQLSchema): JsonSchema {
  if (isListType(type)) return { type: 'array', items: answerSchema(selections, type.ofType, schema) };
  const named = getNamedType(type);
  if (isEnumType(named)) return { type: 'string', enum: named.getValues().map(({ name }) => name) };
  if (!isCompositeType(named)) return SCALARS[named.name] ?? TEXT;
  const branches = selections.selections.filter((selection) => selection.kind === Kind.INLINE_FRAGMENT);
  const own = selections.selections.filter((selection) => selection.kind === Kind.FIELD);
  if (branches.length === 0) return objectOf(own, named, schema);
  return {
    anyOf: branches.map((branch) => {
      const of = branch.typeCondition ? typeFromAST(schema, branch.typeCondition)! : named;
      const fields = branch.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
      return objectOf([...own, ...fields], of as GraphQLOutputType, schema);
    }),
  };
}

function objectOf(fields: readonly FieldNode[], type: GraphQLOutputType, schema: GraphQLSchema): JsonSchema {
  const known = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  const properties = fields.map((node): [string, JsonSchema] => {
    const field = known[node.name.value]!;
    const below = node.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
    return [
      node.alias?.value ?? node.name.value,
      described(answerSchema(below, field.type, schema), field.description),
    ];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: properties.map(([name]) => name),
    additionalProperties: false,
  };
}

/** A parameter's schema, and in words what it is and how it is written. */
export function describedParameter({ description, type }: Pick<Parameter, 'description' | 'type'>): {
  readonly description: string;
  readonly schema: JsonSchema;
} {
  const { description: shape, ...schema } = parameterSchema(type);
  return { description: [description, shape].filter(Boolean).join(' '), schema };
}

/** How a variable is given as text. */
function parameterSchema(type: GraphQLInputType): JsonSchema {
  if (isNonNullType(type)) return parameterSchema(type.ofType);
  if (isListType(type)) return { type: 'array', items: parameterSchema(type.ofType) };
  if (isEnumType(type))
    return {
      type: 'string',
      enum: type.getValues().map(({ name }) => name.toLowerCase().replaceAll('_', '-')),
    };
  if (isInputObjectType(type))
    return {
      type: 'string',
      description:
        'A span of time as ISO 8601 writes it: PT24H (up to now), P7D/2026-11-01T00:00:00Z or 2026-10-01T00:00:00Z/2026-10-02T00:00:00Z; half-open.',
    };
  return SCALARS[type.name] ?? TEXT;
}
